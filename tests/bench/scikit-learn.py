# SPDX-License-Identifier: MIT
"""scikit-learn's MLPClassifier."""
import sys

import peer

from sklearn.neural_network import MLPClassifier


class Classifier(MLPClassifier):
    """One that lets others have their turn between two epochs: this is what fit() calls at an epoch's end."""

    turns: peer.Turns

    def _update_no_improvement_count(self, *_) -> None:
        self.turns.done(self.loss_)


def main() -> None:
    arguments = peer.parser(__doc__).parse_args()
    images, labels = peer.load(arguments.data)
    x = peer.normalise(images)
    classifier = Classifier(peer.HIDDEN, solver="adam", alpha=0, batch_size=peer.BATCH_SIZE,
                            learning_rate_init=peer.LEARNING_RATE, max_iter=sys.maxsize, random_state=arguments.seed)
    classifier.turns = peer.Turns(arguments)
    classifier.fit(x, labels)


main()
