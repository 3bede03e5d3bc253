/* SPDX-License-Identifier: MIT */
/*
 * Options may come in any order, and what they do must not depend on it: first all are read, then
 * the sides are made, then the settings are set.
 */
#include "options.h"

#include "data/source.h"
#include "loss-argument.h"

#include <string.h>

typedef struct
{
  char *settings[LAB_N_SETTINGS]; /* as given; NULL where not */
  GPtrArray *losses;              /* the standard one first, NULL where not given */
  GPtrArray *parameters;          /* of --set */
  char *seeds;
  char *threads;
  char *theme;
  char *formats;
} Given;

static gboolean
take_setting (const char *option, const char *value, gpointer data, GError **error)
{
  const LabSetting *setting = lab_setting_find (option + strlen ("--"));
  Given *given = data;

  g_free (given->settings[setting->id]);
  given->settings[setting->id] = g_strdup (value);
  return TRUE;
}

static gboolean
take_standard (const char *option, const char *value, gpointer data, GError **error)
{
  Given *given = data;

  g_free (given->losses->pdata[0]);
  given->losses->pdata[0] = g_strdup (value);
  return TRUE;
}

static gboolean
take_custom (const char *option, const char *value, gpointer data, GError **error)
{
  g_ptr_array_add (((Given *) data)->losses, g_strdup (value));
  return TRUE;
}

static gboolean
take_parameter (const char *option, const char *value, gpointer data, GError **error)
{
  g_ptr_array_add (((Given *) data)->parameters, g_strdup (value));
  return TRUE;
}

/* The loss's settings have options of their own: --standard, --custom, --set. */
static gboolean
has_option (const LabSetting *setting)
{
  return setting->scope != LAB_SETTING_OF_LOSS || setting->id == LAB_SETTING_CLASS_WEIGHTS;
}

static gboolean
read_whole (const char *name, const char *text, guint least, guint greatest, guint *value,
            GError **error)
{
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, least, greatest, &number, NULL))
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: ‘%s’ is no whole number from %u to %u",
                   name, text, least, greatest);
      return FALSE;
    }
  *value = (guint) number;
  return TRUE;
}

/* [ROLE.]NAME=VALUE; without a role, of every custom loss */
static gboolean
set_parameter (LabExperiment *experiment, const char *text, GError **error)
{
  const char *dot = strchr (text, '.'), *equals = strchr (text, '=');
  guint first = 1, last = experiment->n_sides;

  if (equals == NULL)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "set: ‘%s’ is no assignment: write it as alpha=0.01", text);
      return FALSE;
    }
  if (dot != NULL && dot < equals)
    {
      g_autofree char *role = g_strndup (text, (gsize) (dot - text));

      first = lab_experiment_find_role (role);
      if (first >= experiment->n_sides)
        {
          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                       "set: there is no side ‘%s’ in this experiment", role);
          return FALSE;
        }
      last = first + 1;
      text = dot + 1;
    }
  for (guint side = first; side < last; side++)
    {
      g_autofree char *before
          = lab_spec_print (experiment->sides[side], LAB_SETTING_LOSS_PARAMETERS);
      g_autofree char *after
          = g_str_equal (before, "own") ? g_strdup (text) : g_strconcat (before, ",", text, NULL);

      if (!lab_experiment_set (experiment, side, LAB_SETTING_LOSS_PARAMETERS, after, error))
        return FALSE;
    }
  return TRUE;
}

/* What is written, by the words of --format and --theme. */
static gboolean
apply_form (const Given *given, LabOptions *self, GError **error)
{
  LabOutputsForm *form = &self->form;
  g_auto (GStrv) names = g_strsplit (given->formats != NULL ? given->formats : "png", ",", -1);

  if (self->out == NULL && (given->formats != NULL || form->handout || form->everything))
    return lab_error_refuse (error, "%s: there is no folder to write to: add --out DIR",
                             form->everything ? "all"
                             : form->handout  ? "handout"
                                              : "format");
  for (guint i = 0; names[i] != NULL; i++)
    {
      const LabFormatKind format = lab_format_find (names[i]);

      if (format == LAB_N_FORMATS)
        return lab_error_refuse (
            error, "format: ‘%s’ is unknown: choose of png, svg and pdf, as in png,pdf", names[i]);
      form->formats[format] = TRUE;
    }
  for (LabFormatKind format = 0; format < LAB_N_FORMATS && form->everything; format++)
    form->formats[format] = TRUE;
  if (given->theme != NULL && !g_str_equal (given->theme, "light")
      && !g_str_equal (given->theme, "dark"))
    return lab_error_refuse (error, "theme: ‘%s’ is unknown: choose light or dark", given->theme);
  form->dark = g_strcmp0 (given->theme, "dark") == 0;
  return TRUE;
}

static gboolean
apply_loss (LabExperiment *experiment, guint side, const char *command, const char *argument,
            GError **error)
{
  g_autoptr (LabLoss) loss
      = lab_loss_argument_read (command, side == 0 ? "standard" : "custom", argument, error);
  g_autofree char *name = loss == NULL ? NULL : lab_loss_dup_name (loss);

  if (name == NULL)
    return FALSE;
  return side < experiment->n_sides
             ? lab_experiment_set (experiment, side, LAB_SETTING_LOSS, name, error)
             : lab_experiment_add_side (experiment, name, error);
}

/* A folder is meant from where the command is given: what is kept is read from elsewhere. */
static void
complete_dataset (Given *given)
{
  char **dataset = &given->settings[LAB_SETTING_DATASET];
  char *whole;

  if (*dataset == NULL || lab_source_folder (*dataset) != *dataset
      || !g_file_test (*dataset, G_FILE_TEST_IS_DIR))
    return;
  whole = g_canonicalize_filename (*dataset, NULL);
  g_free (*dataset);
  *dataset = whole;
}

static gboolean
apply (const Given *given, LabOptions *self, const char *command, GError **error)
{
  LabExperiment *experiment = self->experiment;

  for (guint i = 0; i < given->losses->len; i++)
    if (given->losses->pdata[i] != NULL
        && !apply_loss (experiment, i, command, given->losses->pdata[i], error))
      return FALSE;
  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      const gboolean custom_only = lab_settings[id].scope == LAB_SETTING_OF_LOSS;

      for (guint side = custom_only ? 1 : 0; side < (custom_only ? experiment->n_sides : 1); side++)
        if (given->settings[id] != NULL
            && !lab_experiment_set (experiment, side, id, given->settings[id], error))
          return FALSE;
    }
  for (guint i = 0; i < given->parameters->len; i++)
    if (!set_parameter (experiment, given->parameters->pdata[i], error))
      return FALSE;
  return apply_form (given, self, error)
         && (given->seeds == NULL || lab_experiment_set_seeds (experiment, given->seeds, error))
         && read_whole ("threads", given->threads, 1, 64, &self->n_workers, error);
}

static gboolean
parse (LabOptions *self, Given *given, int argc, char **argv, const LabOptionsForm *form,
       GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (form->arguments);
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  GOptionGroup *group = g_option_group_new ("experiment", "", "", given, NULL);
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autofree char **shallow = NULL;
  const GOptionEntry first[] = {
    { "standard", 0, 0, G_OPTION_ARG_CALLBACK, take_standard,
      "The loss to compare with: a name of losslab losses, a file, or formula: and a text "
      "[cross-entropy]",
      "LOSS" },
    { "custom", 0, 0, G_OPTION_ARG_CALLBACK, take_custom,
      "The loss to look at; again for a third and a fourth [weighted-cross-entropy]", "LOSS" },
    { "set", 0, 0, G_OPTION_ARG_CALLBACK, take_parameter,
      "A parameter of the custom losses, or of one side's loss", "[custom.]NAME=VALUE" },
  };
  /* those of a training behind the first one */
  const GOptionEntry last[] = {
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &given->seeds, lab_experiment_seeds.help,
      lab_experiment_seeds.argument },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &given->threads, "Worker threads [one a processor]",
      "N" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &self->out,
      "Write plots, tables, reports and the comparison into this folder", "DIR" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &given->formats, "What the plots are written as [png]",
      "png,svg,pdf" },
    { "handout", 0, 0, G_OPTION_ARG_NONE, &self->form.handout,
      "Write a page for print too: handout.pdf", NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &self->form.everything,
      "Write everything: plots as png, svg and pdf, handout, weights, PyTorch script, .losslab "
      "file",
      NULL },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &given->theme, "The plots' colours [light]",
      "light|dark" },
    { "no-history", 0, 0, G_OPTION_ARG_NONE, &self->no_history,
      "Do not keep the runs: losslab runs lists those that are kept", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print the results as JSON", NULL },
  };

  g_array_append_vals (entries, first, G_N_ELEMENTS (first));
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (has_option (&lab_settings[i]))
      {
        const LabSetting *setting = &lab_settings[i];
        g_autofree char *help = g_strdup_printf ("%s [%s]", setting->help, setting->initial);
        GOptionEntry entry
            = { setting->name,    0, 0, G_OPTION_ARG_CALLBACK, take_setting, g_intern_string (help),
                setting->argument };

        g_array_append_val (entries, entry);
      }
  g_array_append_vals (entries, last, form->trains ? G_N_ELEMENTS (last) : 1);
  g_option_group_add_entries (group, (const GOptionEntry *) (gpointer) entries->data);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, form->summary);

  /* GOption takes out of the array what it has read; the strings stay ours. */
  shallow = g_memdup2 (arguments, (gsize) (argc + 1) * sizeof (char *));
  if (!g_option_context_parse (context, &argc, &shallow, error))
    return FALSE;
  if (argc - 1 > (int) form->n_arguments)
    {
      const char *surplus = shallow[1 + form->n_arguments];

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   g_str_has_suffix (surplus, ".losslab")
                       ? "‘%s’ is an experiment: losslab FILE opens it in the window"
                       : "‘%s’ is too many: options begin with --",
                   surplus);
      return FALSE;
    }
  if (argc - 1 < (int) form->n_arguments)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "something is missing: write losslab %s %s", argv[0], form->arguments);
      return FALSE;
    }
  self->arguments = g_strdupv (shallow + 1);
  return TRUE;
}

gboolean
lab_options_parse (LabOptions *self, int argc, char **argv, const LabOptionsForm *form,
                   GError **error)
{
  Given given = { .losses = g_ptr_array_new_with_free_func (g_free),
                  .parameters = g_ptr_array_new_with_free_func (g_free) };
  gboolean done;

  *self = (LabOptions){ .experiment = lab_experiment_new () };
  g_ptr_array_add (given.losses, NULL);
  done = parse (self, &given, argc, argv, form, error);
  complete_dataset (&given);
  done = done && apply (&given, self, argv[0], error);
  if (!done)
    lab_options_clear (self);

  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    g_free (given.settings[i]);
  g_ptr_array_unref (given.losses);
  g_ptr_array_unref (given.parameters);
  g_free (given.seeds);
  g_free (given.threads);
  g_free (given.theme);
  g_free (given.formats);
  return done;
}

void
lab_options_clear (LabOptions *self)
{
  g_clear_pointer (&self->experiment, lab_experiment_free);
  g_clear_pointer (&self->arguments, g_strfreev);
  g_clear_pointer (&self->out, g_free);
}
