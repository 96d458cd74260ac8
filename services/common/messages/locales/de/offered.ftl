# Was ein Angebot per Mail sagt, für die, die es geschickt haben.

offered-permanent = unbefristeter Vertrag
offered-fixed-term = befristeter Vertrag
offered-interim = Zeitarbeit
offered-replacement = Vertretungsvertrag
offered-pfi = Ausbildungs- und Eingliederungsplan (PFI)
offered-art60 = Artikel 60
offered-art61 = Artikel 61
offered-internship = Praktikum
offered-apprenticeship = duale Ausbildung
offered-student = Studentenjob
offered-flexi = Flexi-Job
offered-freelance = selbstständig
offered-full-time = Vollzeit
offered-part-time = Teilzeit
offered-hours = { $hours } pro Woche
offered-as-soon-as-possible = so bald wie möglich
offered-pay-hour = { $amount } € brutto pro Stunde
offered-pay-day = { $amount } € brutto pro Tag
offered-pay-month = { $amount } € brutto pro Monat
offered-pay-year = { $amount } € brutto pro Jahr
offered-experience = { $months ->
    [0] keine Erfahrung nötig
    [one] { $months } Monat Erfahrung
   *[other] { $months } Monate Erfahrung
}
