# De berichten aan organisaties, medewerkers en contactpunten.

diffusion-subject = [{ $reference }] { $ranked ->
        [0] Ter informatie, een vacature: { $title }
        [one] Iemand die u begeleidt zou kunnen passen: { $title }
       *[other] { $ranked } mensen die u begeleidt zouden kunnen passen: { $title }
    }
diffusion-intro = { $ranked ->
        [0] Er is een vacature binnengekomen. Niemand die u begeleidt werd eraan gekoppeld: we sturen ze u ter informatie.
        [one] Er is een vacature binnengekomen. Iemand die u begeleidt deelt een aantal vaardigheden.
       *[other] Er is een vacature binnengekomen. { $ranked } mensen die u begeleidt delen een aantal vaardigheden.
    }
diffusion-ask = Open het dossier { $reference } in Relais: stel elke persoon voor met zijn of haar toestemming, of zeg “nu niet” of “past niet”. Een woord van u is beter dan stilte.
diffusion-free = Denkt u aan iemand? Open het dossier { $reference } in Relais en stel die persoon voor met zijn of haar toestemming.
diffusion-wanted-title = Wat wordt gevraagd

warning-subject = [{ $reference }] { $percent } % van de termijn is verstreken: { $title }
warning-intro = { $percent } % van de werktijd voor dit dossier is verstreken.
breach-subject = [{ $reference }] Termijn overschreden: { $title }
breach-intro = Het antwoord wordt verwacht sinds { $due }. De werkgever wacht.
breach-ask = Antwoord nu, ook met “voorlopig niemand” en wat de deur zou openen: stilte is de enige mislukking.
silence-subject = [{ $reference }] Organisaties zonder reactie: { $title }
silence-intro = Deze organisaties begeleiden mensen die zouden kunnen passen, en hebben nog niet gereageerd:
silence-ask = Een telefoontje helpt vaak meer dan een bericht.
further-subject = [{ $reference }] Het beloofde vervolg wordt verwacht: { $title }
further-intro = De datum die de werkgever voor het vervolg van het antwoord kreeg, is aangebroken.
further-ask = Stuur het vervolg, of zeg de werkgever hoever u staat.
state-nominations = { $count ->
        [0] Er is geen kandidatuur klaar om voor te stellen.
        [one] Er is één kandidatuur klaar om voor te stellen.
       *[other] Er zijn { $count } kandidaturen klaar om voor te stellen.
    }
state-silent = Zonder reactie: { $organisations }.

replied-subject = [{ $reference }] De werkgever heeft gereageerd: { $title }
replied-person = Over { $name }: de werkgever { $reply }.
replied-offer = De werkgever { $reply }.
replied-contract = Contract
replied-start = Indiensttreding
replied-reason = Reden
replied-words-title = In eigen woorden
followup-subject = [{ $reference }] Vragen hoe het gaat na { $milestone }: { $title }
followup-intro = { $known ->
        [0] Het is tijd om te vragen hoe het gaat met de aangeworven persoon, die { $milestone } geleden begon.
       *[other] Het is tijd om te vragen hoe het gaat met { $name }, die { $milestone } geleden begon.
    }
followup-ask = Bel de persoon en de begeleider, en noteer in het dossier { $reference } of de persoon nog aan het werk is.

joined-subject = [{ $reference }] { $known ->
        [0] Een niet-bevestigde persoon heeft geschreven: { $title }
       *[other] De werkgever heeft geschreven: { $title }
    }
joined-corrected = Dit bericht vraagt een verbetering. Ze is doorgevoerd: de vacature is gewijzigd.
joined-correction = Dit bericht vraagt een verbetering die nog niemand heeft doorgevoerd.
joined-no-longer-open = Volgens dit bericht is de plaats ingevuld of wordt er niet meer gezocht. Bevestig dit bij de werkgever en noteer de reactie: niets wordt vanzelf afgesloten.
joined-confirmation = Dit bericht bevestigt wat wij begrepen hebben.
joined-message = Dit bericht wacht op iemand die het leest.
joined-unknown = Het adres van de afzender is voor dit dossier niet bekend, of kon niet worden nagegaan. Ga na wie er schrijft: niets is vanzelf gewijzigd.
joined-over = Dit dossier is afgesloten. Moet er een nieuw geopend worden?
unreachable-subject = [{ $reference }] Een bericht is teruggekomen: { $title }
unreachable-name = Ons bericht aan { $name } is teruggekomen: het adres bestaat niet of neemt geen post aan.
unreachable-somebody = Een van onze berichten is teruggekomen: het adres bestaat niet of neemt geen post aan.
unreachable-ask = Er gaat niets meer naar dit adres. Verbeter het en verstuur het bericht opnieuw vanuit de lijst van niet-verzonden berichten.
unreachable-employer = De werkgever wacht op een antwoord: bel even.
