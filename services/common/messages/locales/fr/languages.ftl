# Les noms des langues.

language-fr = français
language-en = anglais
language-nl = néerlandais
language-de = allemand
language-ar = arabe
language-tr = turc
language-uk = ukrainien
language-ru = russe
language-es = espagnol
language-it = italien
language-pt = portugais
language-pl = polonais
language-ro = roumain
language-bg = bulgare
language-el = grec
language-sq = albanais
language-ku = kurde
language-fa = persan
language-ps = pachto
language-so = somali
language-ti = tigrigna
language-zh = chinois
language-ja = japonais
language-lb = luxembourgeois
language-sw = swahili
language-ln = lingala
