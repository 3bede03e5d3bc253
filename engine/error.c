/* SPDX-License-Identifier: MIT */
#include "error.h"

G_DEFINE_QUARK (lab - error - quark, lab_error)

gboolean
lab_error_refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (LAB_ERROR, LAB_ERROR_REQUEST, format, arguments);
  va_end (arguments);
  return FALSE;
}

char *
lab_error_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  for (char *at = line; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return line;
}
