# The messages to organisations, workers and points of contact.

diffusion-subject = [{ $reference }] { $ranked ->
        [0] For information, an offer: { $title }
        [one] One person you accompany could fit: { $title }
       *[other] { $ranked } people you accompany could fit: { $title }
    }
diffusion-intro = { $ranked ->
        [0] A job offer has come in. Nobody you accompany was matched with it: we send it to you for information.
        [one] A job offer has come in. One person you accompany shares some of the skills.
       *[other] A job offer has come in. { $ranked } people you accompany share some of the skills.
    }
diffusion-ask = Open the case { $reference } in Relais: for each person, put them forward with their consent, or say “not now” or “not suitable”. A word from you is better than silence.
diffusion-free = Do you think of somebody? Open the case { $reference } in Relais and put them forward with their consent.
diffusion-wanted-title = What is asked for

warning-subject = [{ $reference }] { $percent } % of the time is used: { $title }
warning-intro = { $percent } % of the working time for this case is used.
breach-subject = [{ $reference }] Past due: { $title }
breach-intro = The answer has been due since { $due }. The employer is waiting.
breach-ask = Answer now, even with “nobody for now” and what would open the door: silence is the only failure.
silence-subject = [{ $reference }] Organisations without a reaction: { $title }
silence-intro = These organisations accompany people who could fit, and have not reacted yet:
silence-ask = A call often helps more than a message.
further-subject = [{ $reference }] The promised rest is due: { $title }
further-intro = The date promised to the employer for the rest of the answer has come.
further-ask = Send the rest, or tell the employer how far you are.
state-nominations = { $count ->
        [0] No nomination is ready to be proposed.
        [one] One nomination is ready to be proposed.
       *[other] { $count } nominations are ready to be proposed.
    }
state-silent = Without a reaction: { $organisations }.

replied-subject = [{ $reference }] The employer has reacted: { $title }
replied-person = About { $name }: the employer { $reply }.
replied-offer = The employer { $reply }.
replied-contract = Contract
replied-start = Start
replied-reason = Reason
replied-words-title = In their words
followup-subject = [{ $reference }] Ask how it goes after { $milestone }: { $title }
followup-intro = { $known ->
        [0] It is time to ask how the person hired is doing: they started { $milestone } ago.
       *[other] It is time to ask how { $name } is doing: they started { $milestone } ago.
    }
followup-ask = Call the person and their tutor, then note in the case { $reference } whether they are still employed.

joined-subject = [{ $reference }] { $known ->
        [0] Somebody unconfirmed has written: { $title }
       *[other] The employer has written: { $title }
    }
joined-corrected = This message asks for a correction. It is done: the offer has changed.
joined-correction = This message asks for a correction that nobody has made yet.
joined-no-longer-open = According to this message, the post is filled or no longer sought. Confirm it with the employer, then note the reaction: nothing is closed by itself.
joined-confirmation = This message confirms what we understood.
joined-message = This message waits to be read by a person.
joined-unknown = The sender’s address is not known for this case, or could not be verified. Make sure who is writing: nothing has changed by itself.
joined-over = This case is closed. Should a new one be opened?
unreachable-subject = [{ $reference }] A message came back: { $title }
unreachable-name = Our message to { $name } came back: the address does not exist or takes no mail.
unreachable-somebody = One of our messages came back: the address does not exist or takes no mail.
unreachable-ask = Nothing more goes to this address. Correct it, then send the message again from the list of messages that were not sent.
unreachable-employer = The employer is waiting for an answer: call them.
