/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <glib/gi18n.h>
#include <math.h>

#define MINUS      "\342\210\222"
#define NOTHING    "\342\200\223" /* an en dash */
#define THIN_SPACE "\342\200\211"

char *
lab_number_fixed (double value, guint decimals)
{
  char format[] = "%.0f", buffer[G_ASCII_DTOSTR_BUF_SIZE + 310];

  format[2] = (char) ('0' + MIN (decimals, 9u));
  g_ascii_formatd (buffer, sizeof buffer, format, fabs (value));
  /* What rounds to nothing has no sign. */
  return g_strconcat (value < 0.0 && g_ascii_strtod (buffer, NULL) > 0.0 ? MINUS : "", buffer,
                      NULL);
}

/* Rounded here, not by the format: halves round alike in percent and in the points between them. */
static double
shown (double fraction)
{
  return round (1000.0 * fraction) / 10.0;
}

char *
lab_number_percent (double fraction)
{
  g_autofree char *number = NULL;

  if (isnan (fraction))
    return g_strdup (NOTHING);
  number = lab_number_fixed (shown (fraction), 1);
  return g_strconcat (number, THIN_SPACE "%", NULL);
}

char *
lab_number_points (double from, double to)
{
  const double points = round (10.0 * (shown (to) - shown (from))) / 10.0;
  g_autofree char *number = lab_number_fixed (points, 1);

  return g_strconcat (points > 0.0 ? "+" : "", number, NULL);
}

char *
lab_number_difference (double from, double to, guint decimals)
{
  const double unit = pow (10.0, -(double) decimals);
  const double difference = unit * (round (to / unit) - round (from / unit));
  g_autofree char *number = lab_number_fixed (difference, decimals);

  return g_strconcat (difference > 0.0 ? "+" : "", number, NULL);
}

char *
lab_number_loss (double loss)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (loss))
    return g_strdup (_ ("not a number"));
  if (isinf (loss))
    return g_strdup (_ ("infinite"));
  if ((fabs (loss) > 0.0 && fabs (loss) < 0.0005) || fabs (loss) >= 1e6)
    return g_strconcat (loss < 0.0 ? MINUS : "",
                        g_ascii_formatd (buffer, sizeof buffer, "%.0e", fabs (loss)), NULL);
  return lab_number_fixed (loss, 3);
}

char *
lab_number_deviation (double deviation, gboolean percent)
{
  g_autofree char *number = NULL;

  if (isnan (deviation))
    return g_strdup ("");
  /* Two digits say enough; of a small one the second after the point is the first that does. */
  number = percent ? lab_number_fixed (100.0 * deviation, deviation < 0.00005   ? 1
                                                          : deviation < 0.00095 ? 2
                                                          : deviation < 0.0995  ? 1
                                                                                : 0)
                   : lab_number_loss (deviation);
  return g_strconcat ("± ", number, NULL);
}

char *
lab_number_with_deviation (double value, double deviation, gboolean percent)
{
  g_autofree char *plain = percent ? lab_number_percent (value) : lab_number_loss (value);
  g_autofree char *number = NULL, *spread = NULL;

  if (isnan (value) || isnan (deviation))
    return g_steal_pointer (&plain);
  spread = lab_number_deviation (deviation, percent);
  if (!percent)
    return g_strconcat (plain, " ", spread, NULL);
  number = lab_number_fixed (shown (value), 1);
  return g_strconcat (number, " ", spread, THIN_SPACE "%", NULL);
}

char *
lab_number_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  GString *text = g_string_new (digits);

  for (gssize at = (gssize) text->len - 3; at > 0; at -= 3)
    g_string_insert_c (text, at, ',');
  return g_string_free (text, FALSE);
}

char *
lab_number_cell (gint64 count)
{
  return count == 0 ? g_strdup ("") : g_strdup_printf ("%" G_GINT64_FORMAT, count);
}

char *
lab_number_change (gint64 change)
{
  return change == 0
             ? g_strdup ("")
             : g_strdup_printf ("%s%" G_GINT64_FORMAT, change > 0 ? "+" : MINUS, ABS (change));
}

double
lab_number_aimed (double value)
{
  const double unit = pow (10.0, floor (log10 (value)) - 1.0);

  return round (value / unit) * unit;
}
