/* SPDX-License-Identifier: MIT */
/*
 * How values are written. Numbers are decimals of at most 15 digits: what a double keeps of any
 * decimal, so that printing and parsing give back the same number and the same text.
 */
#include "value.h"

#include "loss.h"
#include "spec.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define REFUSE(setting, ...) refuse (error, setting, g_strdup_printf (__VA_ARGS__))

static gboolean
refuse (GError **error, const LabSetting *setting, char *what)
{
  g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: %s", setting->name, what);
  g_free (what);
  return FALSE;
}

const char *
lab_value_number (double value, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value);
}

static gboolean
parse_number (const LabSetting *setting, const char *text, double *value, GError **error)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], least[G_ASCII_DTOSTR_BUF_SIZE],
      greatest[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;
  double number;

  if (*text == '\0' || strspn (text, "+-.0123456789eE") != strlen (text)
      || (number = g_ascii_strtod (text, &end), *end != '\0'))
    return REFUSE (setting, "‘%s’ is no number: write it as %s", text, setting->argument);
  if (!isfinite (number) || number < setting->least || number > setting->greatest
      || (setting->open && number <= setting->least))
    return REFUSE (setting, "‘%s’ is out of range: choose a number %s %s %s %s", text,
                   setting->open ? "above" : "from", lab_value_number (setting->least, least),
                   setting->open ? "up to" : "to", lab_value_number (setting->greatest, greatest));
  /* + 0.0: there is one zero, and one text for it */
  *value = g_ascii_strtod (lab_value_number (number, buffer), NULL) + 0.0;
  return TRUE;
}

static gboolean
parse_integer (const LabSetting *setting, const char *text, guint64 *value, GError **error)
{
  guint64 least = (guint64) setting->least, greatest = (guint64) setting->greatest;

  if (*text == '\0' || strspn (text, "0123456789") != strlen (text))
    return REFUSE (setting,
                   "‘%s’ is no whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, text,
                   least, greatest);
  errno = 0;
  *value = g_ascii_strtoull (text, NULL, 10);
  if (errno != 0 || *value < least || *value > greatest)
    return REFUSE (setting,
                   "‘%s’ is out of range: choose a whole number from %" G_GUINT64_FORMAT
                   " to %" G_GUINT64_FORMAT,
                   text, least, greatest);
  return TRUE;
}

static gboolean
parse_word (const LabSetting *setting, const char *text, char **place, GError **error)
{
  if (*text == '\0')
    return REFUSE (setting, "it is empty: write it as %s", setting->argument);
  g_free (*place);
  *place = g_strdup (text);
  return TRUE;
}

static gboolean
parse_loss (const LabSetting *setting, const char *text, char **place, GError **error)
{
  if (g_str_equal (text, LAB_LOSS_TYPED))
    return REFUSE (setting, "after ‘%s’ its text is missing", LAB_LOSS_TYPED);
  return parse_word (setting, text, place, error);
}

static gboolean
parse_choice (const LabSetting *setting, const char *text, char **place, GError **error)
{
  g_auto (GStrv) choices = g_strsplit (setting->choices, "|", -1);

  if (!g_strv_contains ((const char *const *) choices, text))
    return REFUSE (setting, "‘%s’ is unknown: choose one of %s", text, setting->choices);
  g_free (*place);
  *place = g_strdup (text);
  return TRUE;
}

static gboolean
parse_sizes (const LabSetting *setting, const char *text, LabSizes *place, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (g_str_equal (text, "none") ? "" : text, ",", -1);
  LabSizes sizes = { 0 };

  if (*text == '\0')
    return REFUSE (setting, "it is empty: write sizes such as 128,64, or none");
  for (char **part = parts; *part != NULL; part++)
    {
      guint64 size;

      if (sizes.n == LAB_MAX_HIDDEN)
        return REFUSE (setting, "‘%s’ has too many layers: at most %d", text, LAB_MAX_HIDDEN);
      if (**part == '\0')
        return REFUSE (setting, "‘%s’ leaves a size empty: write sizes such as 128,64, or none",
                       text);
      if (!parse_integer (setting, *part, &size, error))
        return FALSE;
      sizes.at[sizes.n++] = (guint) size;
    }
  *place = sizes;
  return TRUE;
}

/* The parts of NAME=NUMBER,... one after the other. */
static gboolean
split_assignment (const LabSetting *setting, char *part, char **name, double *value, GError **error)
{
  char *equals = strchr (part, '=');

  if (equals == NULL || equals == part)
    return REFUSE (setting, "‘%s’ is no assignment: write it as %s", part, setting->argument);
  *equals = '\0';
  *name = part;
  return parse_number (setting, equals + 1, value, error);
}

static gboolean
parse_classes (const LabSetting *setting, const char *text, double *place, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  double values[LAB_MAX_CLASSES];
  gboolean seen[LAB_MAX_CLASSES] = { FALSE };

  if (*text == '\0')
    return REFUSE (setting, "it is empty: write it as %s", setting->argument);
  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    values[k] = 1.0;
  for (char **part = parts; *part != NULL; part++)
    {
      char *name, *end;
      double value;
      guint64 k;

      if (!split_assignment (setting, *part, &name, &value, error))
        return FALSE;
      k = g_ascii_strtoull (name, &end, 10);
      if (!g_ascii_isdigit (*name) || *end != '\0' || k >= LAB_MAX_CLASSES)
        return REFUSE (setting, "‘%s’ is no class: classes are whole numbers from 0 to %d", name,
                       LAB_MAX_CLASSES - 1);
      if (seen[k])
        return REFUSE (setting, "class %s is set twice", name);
      seen[k] = TRUE;
      values[k] = value;
    }
  memcpy (place, values, sizeof values);
  return TRUE;
}

static gboolean
parse_class_numbers (const LabSetting *setting, const char *text, double *place, GError **error)
{
  if (!g_str_equal (text, "all"))
    return parse_classes (setting, text, place, error);
  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    place[k] = 1.0;
  return TRUE;
}

static gboolean
parse_class_weights (const LabSetting *setting, const char *text, LabClassWeights *place,
                     GError **error)
{
  LabClassWeights weights = { .kind = LAB_CLASS_WEIGHTS_OWN };

  if (g_str_equal (text, "balanced"))
    weights.kind = LAB_CLASS_WEIGHTS_BALANCED;
  else if (!g_str_equal (text, "own"))
    {
      weights.kind = LAB_CLASS_WEIGHTS_GIVEN;
      if (!parse_classes (setting, text, weights.values, error))
        return FALSE;
    }
  *place = weights;
  return TRUE;
}

static gboolean
parse_parameters (const LabSetting *setting, const char *text, LabParameters *place, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (g_str_equal (text, "own") ? "" : text, ",", -1);
  LabParameters parameters = { 0 };

  if (*text == '\0')
    return REFUSE (setting, "it is empty: write it as %s, or own", setting->argument);
  for (char **part = parts; *part != NULL; part++)
    {
      char *name;
      double value;
      guint i = 0;

      if (!split_assignment (setting, *part, &name, &value, error))
        return FALSE;
      if (strlen (name) >= sizeof parameters.at[0].name)
        return REFUSE (setting, "‘%s’ is too long for a name", name);
      while (i < parameters.n && strcmp (parameters.at[i].name, name) < 0)
        i++;
      if (i < parameters.n && g_str_equal (parameters.at[i].name, name))
        return REFUSE (setting, "‘%s’ is set twice", name);
      if (parameters.n == LAB_MAX_PARAMETERS)
        return REFUSE (setting, "too many: at most %d", LAB_MAX_PARAMETERS);
      memmove (&parameters.at[i + 1], &parameters.at[i],
               (parameters.n - i) * sizeof parameters.at[0]);
      memset (&parameters.at[i], 0, sizeof parameters.at[i]);
      g_strlcpy (parameters.at[i].name, name, sizeof parameters.at[i].name);
      parameters.at[i].value = value;
      parameters.n++;
    }
  *place = parameters;
  return TRUE;
}

/* What is wrong is quoted in messages of one line; a loss's text alone has several. */
static gboolean
check_text (const LabSetting *setting, const char *text, GError **error)
{
  const char *allowed
      = setting->type == LAB_SETTING_TYPE_LOSS && g_str_has_prefix (text, LAB_LOSS_TYPED) ? "\n\t"
                                                                                          : "";

  if (!g_utf8_validate (text, -1, NULL))
    return REFUSE (setting, "its text is not UTF-8");
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) && strchr (allowed, *text) == NULL)
      return REFUSE (setting, "its text has a control character in it");
  return TRUE;
}

gboolean
lab_value_parse (const LabSetting *setting, const char *text, gpointer place, GError **error)
{
  guint64 integer;

  if (!check_text (setting, text, error))
    return FALSE;
  switch (setting->type)
    {
    case LAB_SETTING_TYPE_INTEGER:
      if (!parse_integer (setting, text, &integer, error))
        return FALSE;
      *(guint *) place = (guint) integer;
      return TRUE;
    case LAB_SETTING_TYPE_SEED:
      return parse_integer (setting, text, place, error);
    case LAB_SETTING_TYPE_REAL:
      return parse_number (setting, text, place, error);
    case LAB_SETTING_TYPE_WORD:
      return parse_word (setting, text, place, error);
    case LAB_SETTING_TYPE_LOSS:
      return parse_loss (setting, text, place, error);
    case LAB_SETTING_TYPE_CHOICE:
      return parse_choice (setting, text, place, error);
    case LAB_SETTING_TYPE_SIZES:
      return parse_sizes (setting, text, place, error);
    case LAB_SETTING_TYPE_CLASS_NUMBERS:
      return parse_class_numbers (setting, text, place, error);
    case LAB_SETTING_TYPE_CLASS_WEIGHTS:
      return parse_class_weights (setting, text, place, error);
    case LAB_SETTING_TYPE_PARAMETERS:
      return parse_parameters (setting, text, place, error);
    default:
      g_assert_not_reached ();
    }
}

static char *
print_classes (const double *values, const char *none)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    if (values[k] < 1.0 || values[k] > 1.0)
      g_string_append_printf (text, "%s%u=%s", text->len > 0 ? "," : "", k,
                              lab_value_number (values[k], buffer));
  return g_strdup (text->len > 0 ? text->str : none);
}

char *
lab_value_print (const LabSetting *setting, gconstpointer place)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (setting->type)
    {
    case LAB_SETTING_TYPE_INTEGER:
      return g_strdup_printf ("%u", *(const guint *) place);
    case LAB_SETTING_TYPE_SEED:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *) place);
    case LAB_SETTING_TYPE_REAL:
      return g_strdup (lab_value_number (*(const double *) place, buffer));
    case LAB_SETTING_TYPE_WORD:
    case LAB_SETTING_TYPE_LOSS:
    case LAB_SETTING_TYPE_CHOICE:
      return g_strdup (*(char *const *) place);
    case LAB_SETTING_TYPE_SIZES:
      {
        const LabSizes *sizes = place;

        for (guint i = 0; i < sizes->n; i++)
          g_string_append_printf (text, "%s%u", i > 0 ? "," : "", sizes->at[i]);
        return g_strdup (sizes->n > 0 ? text->str : "none");
      }
    case LAB_SETTING_TYPE_CLASS_NUMBERS:
      return print_classes (place, "all");
    case LAB_SETTING_TYPE_CLASS_WEIGHTS:
      {
        const LabClassWeights *weights = place;

        return weights->kind == LAB_CLASS_WEIGHTS_OWN ? g_strdup ("own")
               : weights->kind == LAB_CLASS_WEIGHTS_BALANCED
                   ? g_strdup ("balanced")
                   : print_classes (weights->values, "0=1");
      }
    case LAB_SETTING_TYPE_PARAMETERS:
      {
        const LabParameters *parameters = place;

        for (guint i = 0; i < parameters->n; i++)
          g_string_append_printf (text, "%s%s=%s", i > 0 ? "," : "", parameters->at[i].name,
                                  lab_value_number (parameters->at[i].value, buffer));
        return g_strdup (parameters->n > 0 ? text->str : "own");
      }
    default:
      g_assert_not_reached ();
    }
}

gboolean
lab_value_is_text (const LabSetting *setting)
{
  return setting->type == LAB_SETTING_TYPE_WORD || setting->type == LAB_SETTING_TYPE_LOSS
         || setting->type == LAB_SETTING_TYPE_CHOICE;
}
