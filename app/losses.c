/* SPDX-License-Identifier: MIT */
/* losslab losses [LOSS]: the catalogue as a table, or what there is to say about one loss. */
#include "command.h"

#include "catalogue.h"
#include "formula/derivative.h"
#include "loss-argument.h"
#include "value.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUMMARY                                                                              \
  "Lists all losses: those that the program brings, then your own, which are the files in\n" \
  "%s.\nWith LOSS, which is one of their names, a file's name, or formula: and a text, it "  \
  "prints\n"                                                                                 \
  "what there is to say about this one."

static const char *
or_nothing (const char *text)
{
  return text == NULL ? "" : text;
}

static void
print_json (json_t *json)
{
  char *text = json_dumps (json, JSON_INDENT (1) | JSON_REAL_PRECISION (15));

  puts (text);
  free (text);
  json_decref (json);
}

static json_t *
text_or_null (const char *text)
{
  return text == NULL ? json_null () : json_string (text);
}

/* What a table and a single loss have in common. */
static json_t *
outline (const LabLoss *loss)
{
  json_t *object = json_object ();

  json_object_set_new (object, "id", text_or_null (loss->id));
  json_object_set_new (object, "group", text_or_null (loss->group));
  json_object_set_new (object, "title", json_string (loss->title));
  json_object_set_new (object, "own",
                       json_boolean (loss->id == NULL || !lab_catalogue_is_builtin (loss->id)));
  json_object_set_new (object, "formula", json_string (loss->line));
  json_object_set_new (object, "source", text_or_null (loss->source));
  return object;
}

/* ---- all of them ---- */

static void
print_row (const LabLoss *loss, int id_width, int group_width)
{
  const char *group = lab_catalogue_is_builtin (loss->id) ? or_nothing (loss->group) : "Your own";

  printf ("%-*s  %-*s  %s\n", id_width, loss->id, group_width, group, loss->title);
}

static void
print_table (const GPtrArray *losses)
{
  gsize id_width = 0, group_width = strlen ("Your own");

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);

      id_width = MAX (id_width, strlen (loss->id));
      group_width = MAX (group_width, strlen (or_nothing (loss->group)));
    }
  for (guint i = 0; i < losses->len; i++)
    print_row (g_ptr_array_index (losses, i), (int) id_width, (int) group_width);
}

/* A file that is no loss is no failure of the list, but is told. */
static void
list (const char *command, gboolean json)
{
  g_auto (GStrv) wrong = lab_catalogue_reload ();
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  json_t *array;

  for (guint i = 0; wrong[i] != NULL; i++)
    g_printerr ("losslab %s: %s\n", command, wrong[i]);
  if (!json)
    {
      print_table (losses);
      return;
    }
  array = json_array ();
  for (guint i = 0; i < losses->len; i++)
    json_array_append_new (array, outline (g_ptr_array_index (losses, i)));
  print_json (json_pack ("{s:i, s:o}", "version", 1, "losses", array));
}

/* ---- one ---- */

static void
print_parameters (const LabFormula *formula)
{
  char value[G_ASCII_DTOSTR_BUF_SIZE], least[G_ASCII_DTOSTR_BUF_SIZE],
      greatest[G_ASCII_DTOSTR_BUF_SIZE];

  if (formula->n_parameters + formula->n_learned > 0)
    puts ("\nParameters");
  for (guint i = 0; i < formula->n_parameters; i++)
    {
      const LabFormulaParameter *of = &formula->parameters[i];

      printf ("  %s = %s, from %s to %s%s\n", of->name, lab_value_number (of->value, value),
              lab_value_number (of->least, least), lab_value_number (of->greatest, greatest),
              of->logarithmic ? ", on a logarithmic scale" : "");
    }
  for (guint i = 0; i < formula->n_learned; i++)
    printf ("  %s, learned, from %s on\n", formula->learned[i].name,
            lab_value_number (formula->learned[i].value, value));
}

static void
print_text (const LabLoss *loss)
{
  g_autofree char *text = lab_loss_tidy (loss->text);

  puts (text);
}

static void
print_derivatives (const LabLoss *loss)
{
  for (guint head = 0; head < loss->n_tasks; head++)
    {
      const char *of = head == 0 ? "z" : "z2";
      gboolean a_picture;
      g_autofree char *text = lab_derivative_print (loss->formula, head, &a_picture);

      printf ("\nDerivative with respect to %s, of %s\n  %s\n", of,
              a_picture ? "one picture's loss" : "the batch's loss",
              text == NULL ? "too long to be read" : text);
    }
}

/* The text's opening comment says the title, the source and the notes. */
static void
print_loss (const LabLoss *loss)
{
  print_text (loss);
  print_parameters (loss->formula);
  if (loss->weighted)
    printf ("\nIt uses class weights%s.\n", lab_formula_find (loss->formula, "weights") != NULL
                                                ? ", and has some of its own"
                                                : ", which are 1 unless they are set");
  if (loss->n_tasks > 1)
    puts ("\nIt needs a second task.");
  print_derivatives (loss);
}

static json_t *
parameters_json (const LabFormula *formula)
{
  json_t *array = json_array ();

  for (guint i = 0; i < formula->n_parameters; i++)
    {
      const LabFormulaParameter *of = &formula->parameters[i];

      json_array_append_new (array, json_pack ("{s:s, s:f, s:f, s:f, s:b}", "name", of->name,
                                               "value", of->value, "least", of->least, "greatest",
                                               of->greatest, "logarithmic", of->logarithmic));
    }
  return array;
}

static json_t *
learned_json (const LabFormula *formula)
{
  json_t *array = json_array ();

  for (guint i = 0; i < formula->n_learned; i++)
    json_array_append_new (array, json_pack ("{s:s, s:f}", "name", formula->learned[i].name,
                                             "value", formula->learned[i].value));
  return array;
}

/* A row a task: null where it is too long to be read. */
static json_t *
derivatives_json (const LabLoss *loss)
{
  json_t *array = json_array ();

  for (guint head = 0; head < loss->n_tasks; head++)
    {
      gboolean a_picture;
      g_autofree char *text = lab_derivative_print (loss->formula, head, &a_picture);

      json_array_append_new (
          array, json_pack ("{s:s, s:s, s:o}", "with_respect_to", head == 0 ? "z" : "z2", "of",
                            a_picture ? "picture" : "batch", "formula", text_or_null (text)));
    }
  return array;
}

static void
print_loss_json (const LabLoss *loss)
{
  json_t *object = json_pack ("{s:i}", "version", 1), *first = outline (loss);

  json_object_update (object, first);
  json_decref (first);
  json_object_set_new (object, "note", text_or_null (loss->note));
  json_object_set_new (object, "not_for", text_or_null (loss->not_for));
  json_object_set_new (object, "parameters", parameters_json (loss->formula));
  json_object_set_new (object, "learned", learned_json (loss->formula));
  json_object_set_new (object, "class_weights", json_boolean (loss->weighted));
  json_object_set_new (object, "penalty", json_boolean (loss->penalised));
  json_object_set_new (object, "tasks", json_integer (loss->n_tasks));
  json_object_set_new (object, "derivatives", derivatives_json (loss));
  json_object_set_new (object, "text", json_string (loss->text));
  print_json (object);
}

int
lab_losses_command (int argc, char **argv)
{
  gboolean json = FALSE, text = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print it as JSON", NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &text, "Print the loss's text alone, for a file", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[LOSS]");
  g_autofree char *folder = lab_catalogue_folder ();
  g_autofree char *summary = g_strdup_printf (SUMMARY, folder);
  g_autoptr (LabLoss) loss = NULL;
  const char *command = argv[0];
  GError *error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lab_command_fail (command, error);
  if (argc > 2)
    g_set_error (&error, LAB_ERROR, LAB_ERROR_REQUEST,
                 "‘%s’ is too many: it takes one loss at most", argv[2]);
  else if (text && (json || argc == 1))
    g_set_error_literal (&error, LAB_ERROR, LAB_ERROR_REQUEST,
                         "--text prints one loss's text: name the loss, and leave out --json");
  if (error != NULL)
    return lab_command_fail (command, error);
  if (argc == 1)
    list (command, json);
  else
    {
      loss = lab_loss_argument_read (command, "loss", argv[1], &error);
      if (loss == NULL)
        return lab_command_fail (command, error);
      (json ? print_loss_json : text ? print_text : print_loss) (loss);
    }
  return lab_command_flush (command, LAB_EXIT_DONE);
}
