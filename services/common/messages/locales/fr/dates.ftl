# Dates, heures et durées.

weekday-monday = lundi
weekday-tuesday = mardi
weekday-wednesday = mercredi
weekday-thursday = jeudi
weekday-friday = vendredi
weekday-saturday = samedi
weekday-sunday = dimanche

month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

date = { $weekday } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } { $year }
date-time = { $date } à { $time }

duration-hours = { $hours } h
duration-minutes = { $minutes } min
duration-hours-minutes = { $hours } h { $minutes }
working-hours = { $hours ->
        [one] { $hours } heure ouvrable
       *[other] { $hours } heures ouvrables
    }

# Comment un délai est compté.
rule-a = Délai : { $allowance }. Comptent les jours du lundi au vendredi qui ne sont pas des jours fériés légaux, 24 heures sur 24.
rule-b = Délai : { $allowance }. Comptent les jours du lundi au samedi qui ne sont pas des jours fériés légaux, 24 heures sur 24.
rule-c = Délai : { $allowance }. Comptent les heures de bureau, de 9 h à 17 h, du lundi au vendredi, hors jours fériés légaux.
rule-other = Délai : { $allowance }, selon le calendrier « { $rule } ».
count-starts = L’offre est arrivée en dehors du temps ouvrable : le compte commence le { $starts }.
count-day = { $date } : { $duration } comptées
count-day-off = { $date } : ne compte pas ({ $reason })
day-weekend = week-end
day-rest = jour sans ouverture
day-listed-holiday = jour férié
day-closure = fermeture : { $reason }

holiday-new-year = Nouvel An
holiday-easter-monday = lundi de Pâques
holiday-labour-day = fête du Travail
holiday-ascension = Ascension
holiday-whit-monday = lundi de Pentecôte
holiday-national-day = fête nationale
holiday-assumption = Assomption
holiday-all-saints = Toussaint
holiday-armistice = Armistice
holiday-christmas = Noël
