/* SPDX-License-Identifier: MIT */
#pragma once

#include "kernels/kernels.h"

/**
 * LabNumbers: a buffer of float or double, as the lanes' tables take them; of exactly its size, so
 * that a sanitizer sees what goes beyond it.
 */
typedef void LabNumbers;

LabNumbers *lab_numbers_new (const LabLanes *lanes, gsize n);
void lab_numbers_free (LabNumbers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabNumbers, lab_numbers_free)

double lab_numbers_at (const LabLanes *lanes, const void *self, gsize i);
/** lab_numbers_put: @value is rounded. */
void lab_numbers_put (const LabLanes *lanes, void *self, gsize i, double value);

/** lab_numbers_unit: Returns: what rounding a number near 1 does to it at most. */
long double lab_numbers_unit (const LabLanes *lanes);
/** lab_numbers_ulp: Returns: the distance of neighbouring numbers at @x. */
long double lab_numbers_ulp (const LabLanes *lanes, long double x);

/**
 * lab_numbers_check:
 * @got: what is to be @want but for @ulps times the distance of neighbours there, and @more; NaN is
 *   to be NaN, and infinite what is infinite when it is rounded
 * @what, @a, @b: for the message
 */
void lab_numbers_check (const LabLanes *lanes, double got, long double want, long double ulps,
                        long double more, const char *what, double a, double b);

typedef struct
{
  const char *name;
  void (*run) (gconstpointer lanes);
} LabNumbersTest;

/** lab_numbers_run: runs @tests, up to one without a name, on every variant's tables in both
 * precisions, as `/ROOM/VARIANT/PRECISION/NAME`. */
int lab_numbers_run (int argc, char **argv, const char *room, const LabNumbersTest *tests);
