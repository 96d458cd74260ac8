# The words for codes.

pause-awaiting-clarification = we are waiting for a clarification from you
pause-asked-by-employer = you asked for it
pause-employer-closed = your workplace is closed for a while

none-no-profile = Among the people we accompany today, nobody has all of the skills asked for.
none-not-available = Some people could fit, but not at these hours or from this date.
none-too-far = Some people could fit, but the workplace is too hard for them to reach.
none-language = The people whose profile fits have not reached the language level asked for yet.
none-regulated = The law asks for a diploma or licence that the people who are interested do not have yet.
none-declined = The people whose profile fits preferred not to apply.

unlock-training = training: a centre nearby can give it, often in 24 or 40 hours
unlock-tutoring = a start in a pair, with a tutor from your team
unlock-hours = other hours, or more flexible ones
unlock-later-start = a somewhat later start
unlock-transport = help with the way to work: car pooling, a bicycle, a shuttle
unlock-language-requirement = a lower language level to begin with, or a language course at work
unlock-internship = an internship first, to get to know each other
unlock-nothing = nothing for now: we keep your offer in mind

contract-permanent = permanent contract
contract-fixed-term = fixed-term contract
contract-temporary = temporary agency work
contract-internship = internship or training contract
contract-subsidised = subsidised contract (article 60, insertion job)
contract-occasional = student job or flexi-job

refusal-skills = skills
refusal-experience = experience
refusal-language = languages
refusal-availability = hours, date or place
refusal-other-candidate = another person was hired
refusal-no-show = the person did not come or declined
refusal-other = another reason

reply-interested = would like to know more
reply-interview = would like to meet the person
reply-hired = has hired the person
reply-refused = does not take the application further
reply-no-longer-open = says that the offer is no longer open
reply-still-open = says that the offer is still open

milestone-one-week = one week
milestone-one-month = one month
milestone-three-months = three months
milestone-six-months = six months

level-0 = not yet
level-1 = basics
level-2 = with help
level-3 = independently
level-4 = can teach it to others
evidence-declared = stated by the person
evidence-badge = shown by a badge
evidence-observed = observed at work
evidence-tested = checked by a test
evidence-certified = certified
skill-level = { $skill }: { $level } ({ $evidence })
skill-evidence = { $skill } ({ $evidence })

language-listening = listening { $level }
language-reading = reading { $level }
language-speaking = speaking { $level }
language-writing = writing { $level }
language-levels = { $language }: { $levels }
language-required = { $language } { $level } (required)
language-asset = { $language } { $level } (an asset)
language-required-plain = { $language } (required)
language-asset-plain = { $language } (an asset)
licence = licence { $code }

# What an offer says
field-title = Function
field-place = Place of work
field-contract = Contract
field-work-time = Working time
field-hours = Hours
field-start = Start
field-openings = Number of posts
field-language = Language
field-licence = Licence
field-salary = Pay
field-experience = Experience
field-requirements = What is asked
field-description = Activity and tasks
field-contact-name = Contact
field-contact-phone = Telephone
field-contact-email = E-mail address
employment-full-time = Full time
employment-part-time = Part time
employment-temporary = Fixed term or agency work
employment-contractor = Self-employed
employment-intern = Internship
employment-per-diem = By the day
employment-volunteer = Voluntary work
employment-other = Other
