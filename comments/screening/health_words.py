"""Words by which readers tell of an emergency or claim a cure. One a line, as a reader writes them.

`chest ~ pain tight` means the word before the tilde within a few words of any after it, in any
order. A phrase stands as it is. What looks the same is found too; parts of words never are. They
call a person to look, and decide nothing.
"""

WITHIN = 4  # words

EMERGENCY = """
chest ~ pain pains painful hurts hurting tight tightness pressure crushing squeezing burning heavy
breath ~ short shortness catch cannot can't cant
breathe ~ can cannot can't cant hard struggling difficult unable barely couldn't
breathing ~ trouble difficulty difficult problems hard struggling stopped
breathless
gasping for air
side ~ numb numbness weak weakness paralysed paralyzed droop drooping
face ~ numb numbness droop drooping drooped drops
arm ~ numb numbness weak weakness paralysed paralyzed
speech ~ slurred slurring
slurring
lost ~ speech vision sight
can't speak
cannot speak
leg calf ~ swollen swelling swelled
leg calf ~ red redness hot
legs calves ~ paralysed paralyzed
blood clot
clot ~ leg lung calf
dvt
deep vein thrombosis
pulmonary embolism
heart attack
having a stroke
stroke ~ think signs symptoms
suicidal
suicide
kill ~ myself
hang hanging ~ myself
killing myself
end ending ended ~ life
end it all
want to die
wish i was dead
wish i were dead
don't want to live
not want to live
no reason to live
better off dead
better off without me
self-harm
harm ~ myself
hurt myself on purpose
cutting myself
overdose
overdosed
took ~ many
swallowed ~ many
unconscious
passed out
passing out
fainted
collapsed
blacked out
won't wake up
not waking up
unresponsive
seizure
seizures
convulsions
fitting ~ uncontrollably
coughing ~ blood
vomiting ~ blood
blood ~ pouring
urine ~ brown black cola dark
pee ~ brown black cola
can't move
cannot move
can't feel
cannot feel
worst headache
thunderclap
stiff neck ~ fever
throat ~ closing swelling swollen
tongue ~ swelling swollen
lips ~ blue swelling swollen
anaphylaxis
anaphylactic
bladder ~ control
bowel ~ control
incontinent ~ suddenly
pregnant ~ bleeding
contractions ~ weeks minutes
baby ~ moving
call ~ ambulance
called ~ ambulance
"""

CURE = """
cured me
cured my
cured him
cured her
cured us
cured by
cured of
cures
miracle cure
permanent cure
the cure
a cure for
cure for good
cure ~ guaranteed natural instantly herbal
guaranteed to work
works every time
never had a cramp again
never had cramps again
gone for good
gone forever
100 % effective
heal ~ completely instantly
healed me
herbal doctor
herbalist
doctors don't want you to know
big pharma
detox
stop taking your
stopped taking my
throw away your
threw away my
instead of your medication
don't need your medication
you don't need a doctor
don't need a doctor
no side effects
"""
