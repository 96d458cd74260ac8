# Ce qu’une offre reçue par courriel dit, pour qui l’a envoyée.

offered-permanent = contrat à durée indéterminée
offered-fixed-term = contrat à durée déterminée
offered-interim = intérim
offered-replacement = contrat de remplacement
offered-pfi = plan formation-insertion (PFI)
offered-art60 = article 60
offered-art61 = article 61
offered-internship = stage
offered-apprenticeship = alternance
offered-student = job étudiant
offered-flexi = flexi-job
offered-freelance = indépendant
offered-full-time = temps plein
offered-part-time = temps partiel
offered-hours = { $hours } par semaine
offered-as-soon-as-possible = dès que possible
offered-pay-hour = { $amount } € brut de l’heure
offered-pay-day = { $amount } € brut par jour
offered-pay-month = { $amount } € brut par mois
offered-pay-year = { $amount } € brut par an
offered-experience = { $months ->
    [0] aucune expérience exigée
    [one] { $months } mois d’expérience
   *[other] { $months } mois d’expérience
}
