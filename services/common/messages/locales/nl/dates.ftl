# Data, uren en duur.

weekday-monday = maandag
weekday-tuesday = dinsdag
weekday-wednesday = woensdag
weekday-thursday = donderdag
weekday-friday = vrijdag
weekday-saturday = zaterdag
weekday-sunday = zondag

month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

date = { $weekday } { $day } { $month } { $year }
date-time = { $date } om { $time }

duration-hours = { $hours } u
duration-minutes = { $minutes } min
duration-hours-minutes = { $hours } u { $minutes }
working-hours = { $hours ->
        [one] { $hours } werkuur
       *[other] { $hours } werkuren
    }

# Hoe een termijn wordt geteld.
rule-a = Termijn: { $allowance }. De dagen van maandag tot vrijdag die geen wettelijke feestdagen zijn tellen mee, 24 uur per dag.
rule-b = Termijn: { $allowance }. De dagen van maandag tot zaterdag die geen wettelijke feestdagen zijn tellen mee, 24 uur per dag.
rule-c = Termijn: { $allowance }. De kantooruren tellen mee, van 9 tot 17 uur, van maandag tot vrijdag, behalve op wettelijke feestdagen.
rule-other = Termijn: { $allowance }, volgens de kalender “{ $rule }”.
count-starts = De vacature kwam buiten de werktijd aan: de telling begint op { $starts }.
count-day = { $date }: { $duration } geteld
count-day-off = { $date }: telt niet mee ({ $reason })
day-weekend = weekend
day-rest = geen werkdag
day-listed-holiday = feestdag
day-closure = gesloten: { $reason }

holiday-new-year = Nieuwjaar
holiday-easter-monday = paasmaandag
holiday-labour-day = Dag van de Arbeid
holiday-ascension = Hemelvaart
holiday-whit-monday = pinkstermaandag
holiday-national-day = nationale feestdag
holiday-assumption = Onze-Lieve-Vrouw-Hemelvaart
holiday-all-saints = Allerheiligen
holiday-armistice = Wapenstilstand
holiday-christmas = Kerstmis
