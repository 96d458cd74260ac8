# De pagina’s die de links in berichten openen.

page-site = Relais voor werk, regio Luik
page-person = Over { $name }
page-someone = Over de voorgestelde persoon
page-nothing-yet = Er is nog niets geregistreerd: bevestig hieronder.
page-confirm = Bevestigen
page-message = Een woord voor ons (facultatief)
page-contract = Soort contract
page-start = Datum van indiensttreding
page-reason = Voornaamste reden
page-choose = Kies…
page-missing = Er ontbreekt iets: { $fields }.
page-too-long = Uw bericht is te lang: hoogstens { $limit } tekens.

page-interested-title = Meer weten
page-interested-effect = We nemen contact met u op om uw vragen over deze persoon te beantwoorden.
page-interview-title = Deze persoon ontmoeten
page-interview-effect = We nemen contact met u op om het gesprek te regelen. U kunt momenten voorstellen.
page-hired-title = Deze persoon is aangeworven
page-hired-effect = We registreren het en bereiden het onthaal met u voor.
page-refused-title = Deze kandidatuur niet weerhouden
page-refused-effect = We registreren het en laten het de persoon schriftelijk en met tact weten.
page-closed-title = De vacature staat niet meer open
page-closed-effect = We sluiten het dossier af: voor deze vacature wordt u niemand meer voorgesteld.
page-still-open-title = De vacature staat nog open
page-still-open-effect = We zoeken verder: u hoeft niets meer te doen. Zet ze terug in uw feed als ze daar per vergissing uit verdwenen is.

page-done-title = Het is geregistreerd
page-done = Bedankt. Uw contactpunt is verwittigd en schrijft u als dat nodig is.
page-before-title = Het was al geregistreerd
page-before = Deze link is al gebruikt: er is niets veranderd. Voor iets anders antwoordt u op het bericht waarin hij stond.
page-conflict-title = Het kan niet meer
page-conflict = Het dossier is intussen veranderd: het is afgesloten of in een andere fase. Antwoord op het bericht waarin deze link stond, een mens helpt u verder.
page-expired-title = Deze link is verlopen
page-expired = Voor uw veiligheid werken links maar een tijd. Antwoord op het bericht waarin hij stond: wij doen het nodige.
page-broken-title = Deze link is onvolledig
page-broken = Misschien werd hij onderweg afgebroken. Kopieer het volledige adres uit het bericht, of antwoord op dat bericht: wij doen het nodige.
page-gone-title = Dit dossier bestaat niet meer
page-gone = We vinden het niet. Antwoord op het bericht waarin deze link stond, een mens helpt u verder.
page-trouble-title = Een ogenblik, alstublieft
page-trouble = Iets aan onze kant antwoordt niet. Er is niets geregistreerd. Probeer het over enkele minuten opnieuw.

correct-title = Uw vacature verbeteren of aanvullen
correct-effect = Dit hebben wij begrepen. Wijzig wat anders moet en bewaar: een account is niet nodig en de antwoordtermijn blijft dezelfde.
correct-save = Bewaren
correct-postal-code = Postcode
correct-requirements = Wat gevraagd wordt (één punt per regel: talen, rijbewijs, ervaring…)
correct-changed = De vacature is intussen gewijzigd. Dit zegt ze nu: kijk het na en bewaar opnieuw.
correct-wrong = Kijk dit nog eens na: { $fields }.
