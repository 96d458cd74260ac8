# De berichten aan kandidaten.

nottaken-subject = [{ $reference }] Uw kandidatuur: { $title }
nottaken-intro = U stemde ermee in voorgesteld te worden voor de vacature “{ $title }” bij { $employer }. De werkgever heeft uw kandidatuur niet weerhouden.
nottaken-why-skills = Voor deze plaats werden andere vaardigheden gezocht.
nottaken-why-experience = Voor deze plaats werd andere ervaring gezocht.
nottaken-why-language = Voor deze plaats werd een ander taalniveau gezocht.
nottaken-why-availability = De uren, de datum of de plaats kwamen niet overeen.
nottaken-why-other-candidate = Iemand anders is aangeworven.
nottaken-encourage = Dit zegt niets over uw waarde. Elke week komen er vacatures bij, en uw profiel blijft actief als u dat wilt.
nottaken-next = Praat erover met wie u begeleidt bij { $organisation }: samen kunt u bekijken wat er ontbrak, en hoe het verdergaat.
nottaken-rights = U kunt op elk moment vragen hoe uw profiel aan deze vacature is gekoppeld, uw gegevens verbeteren of ze laten wissen. Antwoord op dit bericht of wend u tot { $organisation }.
nottaken-law = Dit bericht informeert u schriftelijk over het gevolg dat aan uw kandidatuur is gegeven (collectieve arbeidsovereenkomst nr. 38).
