# Les messages aux candidates et candidats.

nottaken-subject = [{ $reference }] Votre candidature : { $title }
nottaken-intro = Vous aviez accepté d’être proposé·e pour l’offre « { $title } » chez { $employer }. L’employeur n’a pas retenu votre candidature.
nottaken-why-skills = Il cherchait d’autres compétences pour ce poste.
nottaken-why-experience = Il cherchait une autre expérience pour ce poste.
nottaken-why-language = Il cherchait un autre niveau de langue pour ce poste.
nottaken-why-availability = Les horaires, la date ou le lieu ne s’accordaient pas.
nottaken-why-other-candidate = Une autre personne a été engagée.
nottaken-encourage = Cela ne dit rien de votre valeur. D’autres offres arrivent chaque semaine, et votre profil reste actif si vous le souhaitez.
nottaken-next = Parlez-en avec la personne qui vous accompagne chez { $organisation } : ensemble, vous pouvez regarder ce qui a manqué, et la suite.
nottaken-rights = Vous pouvez à tout moment demander comment votre profil a été rapproché de cette offre, corriger vos données, ou les faire effacer. Répondez à ce message ou adressez-vous à { $organisation }.
nottaken-law = Ce message vous informe par écrit de la suite donnée à votre candidature (convention collective de travail n° 38).
