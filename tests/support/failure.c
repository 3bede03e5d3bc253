/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <string.h>

void
lab_failure_assert (GError **error, LabError code, const char *part)
{
  g_assert_error (*error, LAB_ERROR, (int) code);
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_assert_null (strchr ((*error)->message, '\n'));
  if (strstr ((*error)->message, part) == NULL)
    g_error ("the message ‘%s’ does not say ‘%s’", (*error)->message, part);
  g_clear_error (error);
}
