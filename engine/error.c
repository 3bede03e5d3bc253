/* SPDX-License-Identifier: MIT */
#include "error.h"

G_DEFINE_QUARK (lab - error - quark, lab_error)

char *
lab_error_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  for (char *at = line; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return line;
}
