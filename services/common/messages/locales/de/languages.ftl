# Die Namen der Sprachen.

language-fr = Französisch
language-en = Englisch
language-nl = Niederländisch
language-de = Deutsch
language-ar = Arabisch
language-tr = Türkisch
language-uk = Ukrainisch
language-ru = Russisch
language-es = Spanisch
language-it = Italienisch
language-pt = Portugiesisch
language-pl = Polnisch
language-ro = Rumänisch
language-bg = Bulgarisch
language-el = Griechisch
language-sq = Albanisch
language-ku = Kurdisch
language-fa = Persisch
language-ps = Paschtu
language-so = Somali
language-ti = Tigrinya
language-zh = Chinesisch
language-ja = Japanisch
language-lb = Luxemburgisch
language-sw = Suaheli
language-ln = Lingala
