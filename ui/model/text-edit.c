/* SPDX-License-Identifier: MIT */
#include "text-edit.h"

#include "formula/lex.h"
#include "value.h"

static char *
replace (const char *text, guint start, guint end, const char *with)
{
  GString *all = g_string_new_len (text, start);

  g_string_append (all, with);
  g_string_append (all, text + end);
  return g_string_free (all, FALSE);
}

/* A parameter's line is NAME = NUMBER in [NUMBER, NUMBER]. */
char *
lab_text_with_range (const LabFormula *formula, guint parameter, double least, double greatest)
{
  const LabFormulaParameter *p = &formula->parameters[parameter];
  g_autoptr (GArray) tokens = lab_lex (formula->text);
  char numbers[3][G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *range = g_strdup_printf (
      "%s in [%s, %s]", lab_value_number (CLAMP (p->value, least, greatest), numbers[0]),
      lab_value_number (least, numbers[1]), lab_value_number (greatest, numbers[2]));
  guint i = 0, start;

  while (g_array_index (tokens, LabToken, i).span.start != p->span.start)
    i++;
  start = g_array_index (tokens, LabToken, i + 2).span.start;
  while (!lab_token_is (&g_array_index (tokens, LabToken, i), formula->text, "]"))
    i++;
  return replace (formula->text, start, g_array_index (tokens, LabToken, i).span.start + 1, range);
}

char *
lab_text_mended (const char *text, const LabProblem *problem)
{
  return replace (text, problem->span.start, problem->span.start + problem->span.length,
                  problem->mend);
}
