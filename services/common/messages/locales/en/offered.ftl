# What an offer that came by mail says, for who sent it.

offered-permanent = permanent contract
offered-fixed-term = fixed-term contract
offered-interim = agency work
offered-replacement = replacement contract
offered-pfi = training and integration plan (PFI)
offered-art60 = article 60
offered-art61 = article 61
offered-internship = internship
offered-apprenticeship = apprenticeship
offered-student = student job
offered-flexi = flexi-job
offered-freelance = self-employed
offered-full-time = full time
offered-part-time = part time
offered-hours = { $hours } a week
offered-as-soon-as-possible = as soon as possible
offered-pay-hour = €{ $amount } gross an hour
offered-pay-day = €{ $amount } gross a day
offered-pay-month = €{ $amount } gross a month
offered-pay-year = €{ $amount } gross a year
offered-experience = { $months ->
    [0] no experience needed
    [one] { $months } month of experience
   *[other] { $months } months of experience
}
