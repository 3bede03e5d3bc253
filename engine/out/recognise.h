/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * LabRecognise:
 *
 * What can be said of a formula's expressions without running them, each found out once.
 */
typedef struct
{
  const LabFormula *formula;
  /*< private >*/
  GHashTable *answers;
} LabRecognise;

void lab_recognise_init (LabRecognise *self, const LabFormula *formula);
void lab_recognise_clear (LabRecognise *self);

/** lab_recognise_statement: Returns: (nullable): the statement that defines a name. */
const LabStatement *lab_recognise_statement (const LabRecognise *self, const char *name);

/** lab_recognise_look: Returns: the expression that stands behind a name, and behind that one's. */
const LabExpression *lab_recognise_look (const LabRecognise *self, const LabExpression *e);

/** lab_recognise_input: Returns: whether it is that built-in name. */
gboolean lab_recognise_input (const LabExpression *e, LabInputId id);

/** lab_recognise_pick: sum_classes(a*t) is a[y]. Returns: (nullable): a; @second: whether it is y2.
 */
const LabExpression *lab_recognise_pick (const LabRecognise *self, const LabExpression *e,
                                         gboolean *second);

/** lab_recognise_positive: Returns: whether it is made of probabilities and exp alone, so that its
 * logarithm is better than itself. */
gboolean lab_recognise_positive (const LabRecognise *self, const LabExpression *e);

/** lab_recognise_logarithm: Returns: whether its logarithm has a form of its own. */
gboolean lab_recognise_logarithm (const LabRecognise *self, const LabExpression *e);

/** lab_recognise_risky: Returns: whether infinities can come of it, or of its derivative. */
gboolean lab_recognise_risky (const LabRecognise *self, const LabExpression *e);

/** lab_recognise_safe: Python's own arithmetic raises errors where the language has infinities.
 * Returns: whether dividing by a number, or its exp, log or sqrt, never does. */
gboolean lab_recognise_safe (const LabRecognise *self, LabOp op, const LabExpression *e);

/** lab_recognise_tame: Returns: whether powers with that exponent have a finite derivative. */
gboolean lab_recognise_tame (const LabRecognise *self, const LabExpression *exponent);

G_END_DECLS
