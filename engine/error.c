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
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (line, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free (line, FALSE);
}
