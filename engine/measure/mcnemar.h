/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabMcnemar:
 * @only_first, @only_second: pictures that one of two networks alone takes for what they are
 * @p: how probable it is that chance shares these pictures out so unevenly, were each as likely to
 * be the one's as the other's
 *
 * Two networks on the same pictures. It says whether these two differ, not whether the losses do
 * that they were trained by.
 *
 * The p-value is McNemar's exact one, from the binomial distribution, with half the probability of
 * what was seen taken off (mid-p): the exact test alone is too careful, and the one by chi-squared
 * not exact; this is the same for few pictures and for many.
 *
 * **Source**: McNemar (1947), Note on the sampling error of the difference between correlated
 * proportions or percentages; Fagerland, Lydersen, Laake (2013), The McNemar test for binary
 * matched-pairs data: mid-p and asymptotic are better than exact conditional.
 */
typedef struct
{
  guint only_first;
  guint only_second;
  double p;
} LabMcnemar;

void lab_mcnemar_init (LabMcnemar *self, guint only_first, guint only_second);

/**
 * lab_mcnemar_count:
 * @labels: [n] the true classes
 * @first, @second: [n] the predicted ones
 */
void lab_mcnemar_count (LabMcnemar *self, const guint8 *labels, const guint8 *first,
                        const guint8 *second, guint n);

G_END_DECLS
