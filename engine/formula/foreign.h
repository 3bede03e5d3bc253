/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What somebody writes who comes from another language or from paper, and what is meant by it.
 */

/** lab_foreign_sign: Returns: (nullable): how a sign is written here; "" where it is to be left
 * out. */
const char *lab_foreign_sign (const char *sign);

/** lab_foreign_name: Returns: (nullable): what a name of other programs and papers is here. */
const char *lab_foreign_name (const char *name);

/**
 * lab_foreign_function:
 * @hint: receives words about how it is written here, or NULL
 *
 * Returns: (nullable): the function's name here
 */
const char *lab_foreign_function (const char *name, const char **hint);

G_END_DECLS
