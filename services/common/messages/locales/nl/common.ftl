# Wat alle berichten zeggen.

greeting = Goeiedag,
greeting-name = Goeiedag { $name },
closing = Met vriendelijke groeten
fact = { $label }: { $value }
quoted = “{ $text }”
link = { $label }:
skipped-items = … en nog { $count }

fact-offer = Vacature
fact-reference = Referentie
fact-employer = Werkgever
fact-received = Ontvangen
fact-due = Antwoord uiterlijk
fact-remaining = Resterende werktijd

contact =
    Een vraag, een verduidelijking? Antwoord gewoon op dit bericht: een mens leest het.
    Met de referentie { $reference } vinden we uw dossier terug.
contact-team = De referentie van het dossier is { $reference }.
ai-notice =
    Voor de transparantie: voor deze vacature heeft een computersysteem profielen vergeleken met de gevraagde vaardigheden.
    Het sluit niemand uit en beslist niets: elk voorstel is de keuze van een mens, die ervoor instaat
    (Verordening (EU) 2024/1689 betreffende artificiële intelligentie, artikel 50).
