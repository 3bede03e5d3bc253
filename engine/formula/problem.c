/* SPDX-License-Identifier: MIT */
#include "formula/problem.h"

#include "error.h"

#include <string.h>

#define MAX_PROBLEMS 20u
#define MAX_NAME     64u

static void
problem_free (gpointer data)
{
  LabProblem *self = data;

  g_free (self->message);
  g_free (self->mend);
  g_free (self);
}

LabProblems *
lab_problems_new (const char *text)
{
  LabProblems *self = g_new0 (LabProblems, 1);

  self->text = text;
  self->list = g_ptr_array_new_with_free_func (problem_free);
  return self;
}

void
lab_problems_free (LabProblems *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->list);
  g_free (self);
}

const LabProblem *
lab_problems_get (const LabProblems *self, guint i)
{
  return g_ptr_array_index (self->list, i);
}

static void G_GNUC_PRINTF (5, 0) add (LabProblems *self, LabSpan span, gboolean warning,
                                      const char *mend, const char *format, va_list arguments)
{
  LabProblem *problem;
  guint line = 1, start = 0;

  for (guint i = 0; i < self->list->len; i++)
    if (lab_problems_get (self, i)->span.start == span.start
        && lab_problems_get (self, i)->warning <= warning)
      return;
  /* the first error is told whatever was warned of before */
  if (self->list->len >= MAX_PROBLEMS && (warning || self->n_errors > 0))
    return;
  for (guint i = 0; i < span.start && self->text[i] != '\0'; i++)
    if (self->text[i] == '\n')
      {
        line++;
        start = i + 1;
      }
  problem = g_new0 (LabProblem, 1);
  problem->line = line;
  problem->column = 1 + (guint) g_utf8_strlen (self->text + start, (gssize) (span.start - start));
  problem->span = span;
  problem->warning = warning;
  problem->message = g_strdup_vprintf (format, arguments);
  problem->mend = g_strdup (mend);
  self->n_errors += !warning;
  g_ptr_array_add (self->list, problem);
}

void
lab_problems_add (LabProblems *self, LabSpan span, const char *mend, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add (self, span, FALSE, mend, format, arguments);
  va_end (arguments);
}

void
lab_problems_warn (LabProblems *self, LabSpan span, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add (self, span, TRUE, NULL, format, arguments);
  va_end (arguments);
}

/* The text's line, fit for a terminal, and a caret under each character of the place. */
static void
show_place (GString *out, const char *text, const LabProblem *problem)
{
  const char *place = text + problem->span.start, *begin = place;
  const char *end = place + strcspn (place, "\n");
  g_autofree char *raw = NULL, *line = NULL;
  glong width;

  while (begin > text && begin[-1] != '\n')
    begin--;
  raw = g_strndup (begin, (gsize) (end - begin));
  line = lab_error_line (raw);
  width = g_utf8_strlen (place, MIN ((gssize) problem->span.length, end - place));
  g_string_append_printf (out, "  %s\n  %*s", line, (int) problem->column - 1, "");
  for (glong i = 0; i < MAX (width, 1); i++)
    g_string_append_c (out, '^');
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const guint first = (*(const LabProblem *const *) a)->span.start;
  const guint second = (*(const LabProblem *const *) b)->span.start;

  return first < second ? -1 : first > second;
}

void
lab_problems_sort (LabProblems *self)
{
  g_ptr_array_sort (self->list, compare_places);
}

char *
lab_problems_describe (const LabProblems *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (self, i);

      g_string_append_printf (text, "%sline %u, column %u: %s%s\n", i > 0 ? "\n" : "",
                              problem->line, problem->column, problem->warning ? "warning: " : "",
                              problem->message);
      show_place (text, self->text, problem);
    }
  return g_string_free (text, FALSE);
}

/* The distance with exchanges of neighbours, by the last three rows of the table. */
static guint
distance (const char *a, const char *b)
{
  const gsize n = strlen (a), m = strlen (b);
  guint rows[3][MAX_NAME + 1];
  guint *before = rows[0], *last = rows[1], *now = rows[2];

  if (n > MAX_NAME || m > MAX_NAME)
    return G_MAXUINT;
  for (gsize j = 0; j <= m; j++)
    last[j] = (guint) j;
  memset (before, 0, sizeof rows[0]);
  for (gsize i = 1; i <= n; i++)
    {
      guint *spare = before;

      now[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          const guint change = g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]);

          now[j] = MIN (MIN (last[j], now[j - 1]) + 1, last[j - 1] + change);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            now[j] = MIN (now[j], before[j - 2] + 1);
        }
      before = last;
      last = now;
      now = spare;
    }
  return last[m];
}

const char *
lab_problems_nearest (const char *wrong, const char *const *names, guint n)
{
  const guint most = strlen (wrong) <= 4 ? 1 : strlen (wrong) <= 7 ? 2 : 3;
  const char *nearest = NULL;
  guint least = most + 1;

  for (guint i = 0; i < n; i++)
    {
      const guint letters = distance (wrong, names[i]);

      /* No name is near another that shares no letter with it. */
      if (letters < least && letters < MAX (strlen (wrong), strlen (names[i])))
        {
          least = letters;
          nearest = names[i];
        }
    }
  return nearest;
}
