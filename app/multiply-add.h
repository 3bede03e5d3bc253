/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lab_multiply_add_run:
 * @variant: the name of a variant of the kernels, whose vectors are used
 * @n: how many multiply-adds of floats; rounded up to a round of the loop
 *
 * Multiply-adds as fast as this core makes them: independent ones, on registers alone.
 */
void lab_multiply_add_run (const char *variant, double n);

G_END_DECLS
