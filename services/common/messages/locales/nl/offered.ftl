# Wat een aanbod per mail zegt, voor wie het stuurde.

offered-permanent = contract van onbepaalde duur
offered-fixed-term = contract van bepaalde duur
offered-interim = uitzendarbeid
offered-replacement = vervangingscontract
offered-pfi = opleidings- en inschakelingsplan (PFI)
offered-art60 = artikel 60
offered-art61 = artikel 61
offered-internship = stage
offered-apprenticeship = duaal leren
offered-student = studentenjob
offered-flexi = flexi-job
offered-freelance = zelfstandige
offered-full-time = voltijds
offered-part-time = deeltijds
offered-hours = { $hours } per week
offered-as-soon-as-possible = zo snel mogelijk
offered-pay-hour = € { $amount } bruto per uur
offered-pay-day = € { $amount } bruto per dag
offered-pay-month = € { $amount } bruto per maand
offered-pay-year = € { $amount } bruto per jaar
offered-experience = { $months ->
    [0] geen ervaring nodig
    [one] { $months } maand ervaring
   *[other] { $months } maanden ervaring
}
