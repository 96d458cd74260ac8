# The names of languages.

language-fr = French
language-en = English
language-nl = Dutch
language-de = German
language-ar = Arabic
language-tr = Turkish
language-uk = Ukrainian
language-ru = Russian
language-es = Spanish
language-it = Italian
language-pt = Portuguese
language-pl = Polish
language-ro = Romanian
language-bg = Bulgarian
language-el = Greek
language-sq = Albanian
language-ku = Kurdish
language-fa = Persian
language-ps = Pashto
language-so = Somali
language-ti = Tigrinya
language-zh = Chinese
language-ja = Japanese
language-lb = Luxembourgish
language-sw = Swahili
language-ln = Lingala
