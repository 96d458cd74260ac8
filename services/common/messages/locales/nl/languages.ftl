# De namen van talen.

language-fr = Frans
language-en = Engels
language-nl = Nederlands
language-de = Duits
language-ar = Arabisch
language-tr = Turks
language-uk = Oekraïens
language-ru = Russisch
language-es = Spaans
language-it = Italiaans
language-pt = Portugees
language-pl = Pools
language-ro = Roemeens
language-bg = Bulgaars
language-el = Grieks
language-sq = Albanees
language-ku = Koerdisch
language-fa = Perzisch
language-ps = Pasjtoe
language-so = Somalisch
language-ti = Tigrinya
language-zh = Chinees
language-ja = Japans
language-lb = Luxemburgs
language-sw = Swahili
language-ln = Lingala
