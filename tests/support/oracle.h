/* SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>

#include "dataset.h"

/** lab_oracle_load: Returns: the numbers of tests/oracle/NAME.json; the test fails where they are
 * not there. */
json_t *lab_oracle_load (const char *name);

/** lab_oracle_floats: Returns: the array's numbers in its order, nested arrays flattened. */
float *lab_oracle_floats (const json_t *array, gsize *n);

/** lab_oracle_member: Returns: the number of that name. */
double lab_oracle_member (const json_t *object, const char *name);
