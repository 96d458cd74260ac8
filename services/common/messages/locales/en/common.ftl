# What every message says.

greeting = Hello,
greeting-name = Hello { $name },
closing = Kind regards
fact = { $label }: { $value }
quoted = “{ $text }”
link = { $label }:
skipped-items = … and { $count } more

fact-offer = Offer
fact-reference = Reference
fact-employer = Employer
fact-received = Received
fact-due = Answer by
fact-remaining = Working time left

contact =
    A question, a detail to add? Just reply to this message: a person will read it.
    The reference { $reference } is all we need to find your file.
contact-team = The reference of the case is { $reference }.
ai-notice =
    For transparency: for this offer, a computer system compared profiles with the skills asked for.
    It excludes nobody and decides nothing: every proposal is the choice of a person who answers for it
    (Regulation (EU) 2024/1689 on artificial intelligence, article 50).
