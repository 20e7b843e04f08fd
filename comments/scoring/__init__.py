"""A guess at which waiting comments are spam, learned here from the moderators' decisions.

It sorts the queue and says its words; it decides nothing, and nothing leaves the machine. It needs
scikit-learn, which is optional (requirements-score.txt), and runs in a process that the worker starts.
"""

FEWEST_DECISIONS = 200  # before that it says nothing
PUT_LAST_FROM = 0.9  # the probability of spam from which a comment stands at the end of the queue
RENEWED_EVERY = 100  # decisions learned: then what waits is guessed at anew
