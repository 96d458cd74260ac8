# The pages that the links in messages open.

page-site = Employment relay, Liège area
page-person = About { $name }
page-someone = About the person proposed
page-nothing-yet = Nothing is recorded yet: please confirm below.
page-confirm = Confirm
page-message = A word for us (optional)
page-contract = Type of contract
page-start = Start date
page-reason = Main reason
page-choose = Choose…
page-missing = Something is missing: { $fields }.
page-too-long = Your message is too long: { $limit } characters at most.

page-interested-title = Know more
page-interested-effect = We will contact you to answer your questions about this person.
page-interview-title = Meet this person
page-interview-effect = We will contact you to arrange the interview. You can suggest times.
page-hired-title = This person is hired
page-hired-effect = We record it and prepare the welcome with you.
page-refused-title = Not take this application further
page-refused-effect = We record it and inform the person in writing, with tact.
page-closed-title = The offer is no longer open
page-closed-effect = We close the file: nobody else will be proposed to you for this offer.
page-still-open-title = The offer is still open
page-still-open-effect = We go on searching: there is nothing else for you to do. If it left your feed by mistake, please put it back.

page-done-title = Recorded
page-done = Thank you. Your point of contact has been told and will write to you if needed.
page-before-title = Already recorded
page-before = This link has been used: nothing has changed. For anything else, reply to the message that it came in.
page-conflict-title = No longer possible
page-conflict = The case has changed meanwhile: it is closed, or at another stage. Reply to the message that the link came in, a person will help you.
page-expired-title = This link has expired
page-expired = For your safety, links only work for a time. Reply to the message that it came in: we will see to it.
page-broken-title = This link is incomplete
page-broken = It may have been cut off on its way. Copy the whole address from the message, or reply to that message: we will see to it.
page-gone-title = This case no longer exists
page-gone = We cannot find it. Reply to the message that the link came in, a person will help you.
page-trouble-title = One moment, please
page-trouble = Something on our side does not answer. Nothing has been recorded. Please try again in a few minutes.

correct-title = Correct or complete your offer
correct-effect = This is what we understood. Change what needs changing, then save: no account is needed, and the time for the answer stays the same.
correct-save = Save
correct-postal-code = Postcode
correct-requirements = What is asked (one thing a line: languages, licences, experience…)
correct-changed = The offer was changed meanwhile. This is what it says now: check it, then save again.
correct-wrong = Please look again at: { $fields }.
