# The messages to employers.

# Acknowledgement
ack-subject = [{ $reference }] Your offer has arrived: { $title }
ack-intro = Thank you for your offer. It has arrived, and we are sharing it with the insertion and integration organisations of the Liège area.
ack-promise = You will have an answer by { $due }, even if the answer is “nobody for now”.
ack-count-title = How this date is counted
ack-understood-title = What we understood
ack-understood-nothing = We did not recognise a precise occupation or skill. That is no obstacle: people read your offer as you wrote it.
ack-understood-wrong = Is something not right? Reply to this message and we will correct it. The date does not change.
understood-occupations = Occupation
understood-skills = Skills
understood-languages = Languages
understood-licences = Licences
understood-place = Place
understood-start = Start
understood-openings = Number of posts
ack-next-title = What happens next
ack-next-1 = The organisations look, together with the people they accompany, at who would like to apply.
ack-next-2 = Our single point of contact gathers their proposals and writes you one answer.
ack-next-3 = From that answer, you say with one click whom you would like to meet. You need no account.
ack-next-4 = After a hiring, we stay at your side: welcome, training, coaching, intercultural questions. We ask you to name a tutor.
ack-no-longer-open = The offer is no longer open
understood-line = { $label }: { $value } — you write “{ $quote }”
understood-guess = { $label }: { $value }? — to be confirmed, from “{ $quote }”
ack-several = Your message holds { $count } offers. Each has its own case and reference, and each gets its answer.
ack-missing = Still missing, so that people are properly informed (collective labour agreement No. 38):
ack-correct = Correct or complete

# Answer
answer-subject-proposed = [{ $reference }] { $count ->
        [0] Our answer to your offer: { $title }
        [one] One application for your offer: { $title }
       *[other] { $count } applications for your offer: { $title }
    }
answer-subject-partial = [{ $reference }] First applications for your offer: { $title }
answer-subject-none = [{ $reference }] Our answer to your offer: { $title }
answer-intro-proposed = { $count ->
        [0] The people proposed for your offer are no longer available. We will come back to you.
        [one] Here is a person who would like to work with you and whose profile matches your offer.
       *[other] Here are { $count } people who would like to work with you and whose profiles match your offer, in alphabetical order.
    }
answer-intro-partial = { $count ->
        [0] We are still looking. You will have the rest by { $further }.
        [one] Here is a first person who would like to work with you. You will have the rest by { $further }.
       *[other] Here are the first { $count } people who would like to work with you, in alphabetical order. You will have the rest by { $further }.
    }
answer-consent = Each person has agreed to be put forward for this very offer. An organisation accompanies them and can advise you.
answer-intro-none = We have looked, and we have nobody to propose to you for now.
answer-unlock-title = What would open the door
answer-unlock-call = Does one of these ideas appeal to you? Reply to this message and we will help you to set it up.
answer-words-title = A word from your point of contact
answer-anonymous = Person { $number }
answer-accompanied = Accompanied by
answer-phone = Telephone
answer-mail = E-mail address
answer-skills = Skills
answer-languages = Languages
answer-licences = Licences
answer-through-us = To get in touch, reply to this message or click below: we arrange the meeting.
answer-links-title = Your view
answer-links = A click opens a page on which you confirm. You can forward this message to a colleague: the links work without an account.
answer-link-interested = I would like to know more
answer-link-interview = I would like to meet this person
answer-link-hired = I have hired this person
answer-link-refused = I do not take this application further
answer-tutor = By hiring a person through the relay, you name a tutor in your team.
answer-offer-title = Your offer

# Clock
paused-subject = [{ $reference }] Clock paused: { $title }
paused-intro = The time for answering your offer is paused: { $reason }.
paused-effect = The time of the pause does not count. As soon as we go on, we will write you the new date.
paused-clarify = Reply to this message to help us understand: we go on at once.
paused-words-title = Our question
resumed-subject = [{ $reference }] Clock running again: { $title }
resumed-intro = We have taken up the work on your offer again.
resumed-due = You will have an answer by { $due }.
resumed-moved = The pause took { $duration } of working time: the date moves by that much and no more.
closed-subject = [{ $reference }] File closed: { $title }
closed-withdrawn = You have withdrawn your offer: we have closed the file.
closed-no-longer-open = Your offer is no longer open: we have closed the file.
closed-completed = Everything that was to be done is done: we have closed the file.
closed-thanks = Thank you for your trust. Another offer? Send it to us in the same way.

# After a hiring
tutor-subject = [{ $reference }] A person hired: let us prepare the arrival ({ $title })
tutor-intro = { $known ->
        [0] Good news: you are hiring a person proposed by the relay.
       *[other] Good news: you are hiring { $name }.
    }
tutor-start = Start: { $date }.
tutor-ask-title = Who welcomes them?
tutor-ask = Reply to this message with the name and e-mail address of the person in your team who will be the tutor: somebody whom one dares to ask questions. We will get in touch to prepare the first day.
tutor-checklist-title = Before the first day
tutor-check-title = If the person has a residence document, check the original and its labour-market mention, and keep a copy for as long as the person works for you. Do not send it to us.
tutor-check-dimona = Declare the hiring (Dimona) at the latest when the work begins.
tutor-check-welcome = Plan an hour of welcome: the team, the place, safety, the ways of the house.
tutor-support = We ask how it goes after one week, one month, three months and six months. Before that, call us whenever you like.

# Gone from the feed
vanished-subject = [{ $reference }] Still open? { $title }
vanished-intro = Your offer is no longer in the feed by which you sent it to us.
vanished-ask = Is it still open? We do not close it without your answer: as long as you say nothing, we go on searching.
vanished-still-open = Still open
vanished-no-longer-open = No longer open
