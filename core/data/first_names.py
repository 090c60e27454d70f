"""Which words are common first names in Germany and in English-speaking countries?"""

_WORDS = """
aaron achim adam agnes ahmed albert alex alexander alexandra ali alice alina amelie amy ana andrea andreas
andrew angela angelika anita anja anke anna anne annegret annika anthony antje anton antonia arne astrid
ayse barbara bastian beate ben benjamin bernd bernhard bettina bianca birgit bjoern björn brian brigitte
britta bruno carina carl carla carmen carolin caroline carsten charles charlotte chiara chris christa
christel christian christiane christina christine christoph christopher clara claudia clemens constanze
cornelia dagmar daniel daniela david denise dennis detlef diana dieter dirk dominik donald dora doris
dorothea eberhard edith egon elena elias elisabeth elizabeth elke ella elsa emil emilia emily emma emre
erich erik erika ernst erwin esther eva evelyn fabian fatma felix ferdinand finn florian francesca frank
franz franziska frauke frida frieda friedrich fritz gabi gabriel gabriele georg george gerald gerda gerhard
gertrud gisela gregor greta gudrun guenter gustav günter günther hanna hannah hannelore hannes hans harald
hartmut hasan heidi heike heiko heiner heinrich heinz helena helga helmut henning henri henrik herbert
hermann hilde hildegard holger horst hubert hugo ibrahim ida ilse ina ines inga inge ingeborg ingo ingrid
irene iris irmgard isabel isabella jacob jakob james jan jana janine jannik jasmin jean jennifer jens
jessica jill joachim joan jochen johann johanna johannes john jonas jonathan josef joseph joshua judith jule
julia julian juliane jutta jörg jürgen kai karen karin karl karla karsten katharina kathrin katja katrin
kerstin kevin kim kirsten klara klaus konrad kristin kurt lara larry lars laura lea lena lennard lennart leo
leon leonard leoni leonie levi lieselotte lilly lina linda lisa liv lorenz lothar louis louisa luca lucas
lucia ludwig luis luisa luise lukas lutz magdalena maja malte manfred manuel manuela marc marcel marco
marcus mareike maren margaret margarete margit margot maria marianne marie marina mario marion mark marko
markus marlene martha martin martina mary mathias mathilda matthew matthias max maximilian mehmet melanie
mia micha michael michaela michelle mila miriam mohamed mohammed monika moritz murat mustafa nadine nadja
nancy natalie nele nicholas nick nico nicole niklas nils nina noah norbert ole olga oliver oscar oskar otto
pascal patricia patrick paul paula paulina peter petra philip philipp pia rainer ralf ralph raphael rebecca
regina reinhard renate richard rita robert robin roland rolf roman ronald rosa rosemarie rudolf ruth ryan
rüdiger sabine sabrina samuel sandra sara sarah saskia scott sebastian selma shirley sibylle siegfried
sigrid silke silvia simon simone sina sofia sofie sonja sophia sophie stefan stefanie steffen stephan
stephanie stephen steven susan susanne sven svenja sybille sylvia tanja tatjana theo theodor theresa thomas
thorsten tim timo tina tobias tom torben torsten udo ulf uli ulrich ulrike ursula ute uwe valentin valentina
vanessa vera verena veronika viktor viktoria vincent volker walter waltraud werner wilfried wilhelm willi
william wolfgang yannick yusuf yvonne zoe
"""

FIRST_NAMES = frozenset(_WORDS.split())
"""A short list of our own; enough to recognize a column of names, not to judge a single word."""
