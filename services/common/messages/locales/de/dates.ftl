# Daten, Uhrzeiten und Dauern.

weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag

month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

date = { $weekday }, { $day }. { $month } { $year }
date-time = { $date }, { $time } Uhr

duration-hours = { $hours } Std.
duration-minutes = { $minutes } Min.
duration-hours-minutes = { $hours } Std. { $minutes } Min.
working-hours = { $hours ->
        [one] { $hours } Arbeitsstunde
       *[other] { $hours } Arbeitsstunden
    }

# Wie eine Frist gezählt wird.
rule-a = Frist: { $allowance }. Es zählen die Tage von Montag bis Freitag, die keine gesetzlichen Feiertage sind, 24 Stunden am Tag.
rule-b = Frist: { $allowance }. Es zählen die Tage von Montag bis Samstag, die keine gesetzlichen Feiertage sind, 24 Stunden am Tag.
rule-c = Frist: { $allowance }. Es zählen die Bürostunden von 9 bis 17 Uhr, von Montag bis Freitag, außer an gesetzlichen Feiertagen.
rule-other = Frist: { $allowance }, nach dem Kalender „{ $rule }“.
count-starts = Das Angebot kam außerhalb der Arbeitszeit an: Die Zählung beginnt am { $starts }.
count-day = { $date }: { $duration } gezählt
count-day-off = { $date }: zählt nicht ({ $reason })
day-weekend = Wochenende
day-rest = kein Arbeitstag
day-listed-holiday = Feiertag
day-closure = geschlossen: { $reason }

holiday-new-year = Neujahr
holiday-easter-monday = Ostermontag
holiday-labour-day = Tag der Arbeit
holiday-ascension = Christi Himmelfahrt
holiday-whit-monday = Pfingstmontag
holiday-national-day = Nationalfeiertag
holiday-assumption = Mariä Himmelfahrt
holiday-all-saints = Allerheiligen
holiday-armistice = Waffenstillstand
holiday-christmas = Weihnachten
