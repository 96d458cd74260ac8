# Dates, times and durations.

weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

date = { $weekday } { $day } { $month } { $year }
date-time = { $date } at { $time }

duration-hours = { $hours } h
duration-minutes = { $minutes } min
duration-hours-minutes = { $hours } h { $minutes }
working-hours = { $hours ->
        [one] { $hours } working hour
       *[other] { $hours } working hours
    }

# How a due instant is counted.
rule-a = Allowance: { $allowance }. Days from Monday to Friday that are not legal holidays count, 24 hours a day.
rule-b = Allowance: { $allowance }. Days from Monday to Saturday that are not legal holidays count, 24 hours a day.
rule-c = Allowance: { $allowance }. Office hours count, 9:00 to 17:00, Monday to Friday, except on legal holidays.
rule-other = Allowance: { $allowance }, by the calendar “{ $rule }”.
count-starts = The offer came in outside working time: the count starts on { $starts }.
count-day = { $date }: { $duration } counted
count-day-off = { $date }: does not count ({ $reason })
day-weekend = weekend
day-rest = not a working day
day-listed-holiday = holiday
day-closure = closed: { $reason }

holiday-new-year = New Year’s Day
holiday-easter-monday = Easter Monday
holiday-labour-day = Labour Day
holiday-ascension = Ascension Day
holiday-whit-monday = Whit Monday
holiday-national-day = National Day
holiday-assumption = Assumption Day
holiday-all-saints = All Saints’ Day
holiday-armistice = Armistice Day
holiday-christmas = Christmas
