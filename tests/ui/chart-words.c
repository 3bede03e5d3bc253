/* SPDX-License-Identifier: MIT */
#include "chart-words.h"

#include <string.h>

char *
chart_words (const LabChart *of)
{
  const LabTheme *theme = lab_theme_get (FALSE);
  LabPainting layout = { .kind = LAB_PAINTING_NOTHING };
  char *words;

  switch ((int) of->figure.kind)
    {
    case LAB_FIGURE_CURVES:
      layout.kind = LAB_PAINTING_CURVES;
      layout.curves = lab_curves_layout (&of->data.curves, 400.0, 300.0, theme, 12.0);
      break;
    case LAB_FIGURE_THRESHOLDS:
      layout.kind = LAB_PAINTING_THRESHOLDS;
      layout.thresholds
          = lab_threshold_curves_layout (&of->data.thresholds, 400.0, 300.0, theme, 12.0);
      break;
    case LAB_FIGURE_RELIABILITY:
      layout.kind = LAB_PAINTING_RELIABILITY;
      layout.reliability
          = lab_reliability_layout (&of->data.reliability, 400.0, 300.0, theme, 12.0);
      break;
    default:
      layout.kind = LAB_PAINTING_MARKS;
      layout.marks = lab_class_marks_layout (&of->data.marks, 400.0, 300.0, theme, 12.0);
    }
  words = lab_painting_describe (&layout);
  lab_painting_clear (&layout);
  return words;
}

void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("‘%s’ is not in ‘%s’", part, text);
}
