# The messages to candidates.

nottaken-subject = [{ $reference }] Your application: { $title }
nottaken-intro = You had agreed to be put forward for the offer “{ $title }” at { $employer }. The employer has not taken your application further.
nottaken-why-skills = They were looking for other skills for this post.
nottaken-why-experience = They were looking for other experience for this post.
nottaken-why-language = They were looking for another language level for this post.
nottaken-why-availability = The hours, the date or the place did not match.
nottaken-why-other-candidate = Another person was hired.
nottaken-encourage = This says nothing about your worth. Other offers come in every week, and your profile stays active if you wish.
nottaken-next = Talk about it with the person who accompanies you at { $organisation }: together you can look at what was missing, and at what comes next.
nottaken-rights = You can ask at any time how your profile was matched with this offer, correct your data, or have them erased. Reply to this message or turn to { $organisation }.
nottaken-law = This message informs you in writing of what became of your application (collective labour agreement no. 38).
