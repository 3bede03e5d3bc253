/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabSeries:
 *
 * A row of numbers that only grows. Values never move once appended, and the count is published
 * after them, so that readers need no lock; a pyramid of least and greatest values answers range
 * questions in O(log n).
 *
 * **Threads**: one writer, any number of readers at the same time.
 */
typedef struct _LabSeries LabSeries;

LabSeries *lab_series_new (void);
void lab_series_free (LabSeries *self);
void lab_series_append (LabSeries *self, float value);
guint64 lab_series_count (const LabSeries *self);
/** lab_series_get_id: Returns: a number that no other series has or had. */
guint64 lab_series_get_id (const LabSeries *self);
/** lab_series_get: @i: below a count that was read before. */
float lab_series_get (const LabSeries *self, guint64 i);

/**
 * lab_series_range:
 * @from: the first value
 * @to: one past the last, at most a count that was read before
 * @least: (out): the least finite value of the range
 * @greatest: (out): the greatest
 *
 * Returns: FALSE when the range holds no finite value; @least and @greatest are then untouched
 */
gboolean lab_series_range (const LabSeries *self, guint64 from, guint64 to, float *least,
                           float *greatest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSeries, lab_series_free)

G_END_DECLS
