/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a user waits for and what their machine holds: this program, started anew with @arguments,
 * one word each, its output thrown away.
 *
 * **Errors**: #GSpawnError, also where it fails; then the result is negative.
 */

/** lab_program_times_run: Returns: seconds from the start to the end. */
double lab_program_times_run (const char *arguments, GError **error);

/** lab_program_times_peak: Returns: the most memory that it held, in MiB. */
double lab_program_times_peak (const char *arguments, GError **error);

G_END_DECLS
