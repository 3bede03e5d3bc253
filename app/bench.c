/* SPDX-License-Identifier: MIT */
/*
 * losslab bench: what training costs, in terms of what it cannot do without and of what else there
 * is. Contenders take turns within a round, so that whatever else the machine does hits all of
 * them; what is printed are ratios of medians over the rounds, with the least and the greatest
 * ratio of a single round. A first round that does not count warms everything up; slow contenders
 * take part in the first few rounds alone.
 */
#include "bench-rows.h"
#include "command.h"
#include "kernels/kernels.h"
#include "progress.h"

#include <gio/gio.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_ROUNDS 7
#define MAX_ROUNDS     1000
#define SLOW_ROUNDS    3

typedef struct
{
  int rounds;
  char *only; /* (nullable) */
  char *peers;
  char *python;
  gboolean json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->only);
  g_free (self->peers);
  g_free (self->python);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/*
 * @rows: of lab_bench_rows, those that are wanted
 * @rounds: in how many rounds each contender takes part
 * @left_out: (nullable): who could not take part, and why
 */
typedef struct
{
  LabContenders *contenders;
  GPtrArray *rows;
  guint rounds[LAB_N_CONTENDERS];
  LabBenchTimes times[LAB_N_CONTENDERS];
  char *left_out;
} Bench;

static void
bench_clear (Bench *self)
{
  for (guint c = 0; c < LAB_N_CONTENDERS; c++)
    g_free (self->times[c].values);
  g_clear_pointer (&self->contenders, lab_contenders_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->left_out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static gboolean
is_named (const LabBenchRow *row, const char *name)
{
  return g_str_equal (row->name, name) || g_str_equal (row->group, name);
}

static void
take_contender (Bench *self, LabContender contender, guint rounds)
{
  self->rounds[contender] = lab_contenders_is_slow (contender) ? MIN (rounds, SLOW_ROUNDS) : rounds;
}

static void
take_row (Bench *self, const LabBenchRow *row, guint rounds)
{
  g_ptr_array_add (self->rows, (gpointer) row);
  take_contender (self, row->above, rounds);
  if (row->below < LAB_N_CONTENDERS)
    take_contender (self, row->below, rounds);
}

static gboolean
check_names (GStrv names, GError **error)
{
  if (names != NULL && names[0] == NULL)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST,
                           "only: names no measure: see losslab bench --help");
      return FALSE;
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const LabBenchRow *row = lab_bench_rows;

      while (row->name != NULL && !is_named (row, names[i]))
        row++;
      if (row->name == NULL)
        {
          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                       "only: there is no measure ‘%s’: see losslab bench --help", names[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Fills in rows and rounds. */
static gboolean
choose (Bench *self, const Options *options, GError **error)
{
  g_auto (GStrv) only = options->only == NULL ? NULL : g_strsplit (options->only, ",", -1);

  self->rows = g_ptr_array_new ();
  for (const LabBenchRow *row = lab_bench_rows; row->name != NULL; row++)
    {
      const gboolean can = !g_str_equal (row->group, LAB_BENCH_PEERS) || options->peers != NULL;
      gboolean wanted = only == NULL && can;

      for (guint i = 0; only != NULL && only[i] != NULL; i++)
        wanted = wanted || is_named (row, only[i]);
      if (wanted && !can)
        {
          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                       "only: ‘%s’ needs --peers and the folder of the peers", row->name);
          return FALSE;
        }
      if (wanted)
        take_row (self, row, (guint) options->rounds);
    }
  return check_names (only, error);
}

/* ---- rounds ---- */

static void
leave_out (Bench *self, LabContender contender, const char *why)
{
  char *before = self->left_out;

  self->rounds[contender] = 0;
  if (before != NULL && strstr (before, why) != NULL)
    return;
  self->left_out = before == NULL ? g_strdup (why) : g_strdup_printf ("%s; %s", before, why);
  g_free (before);
}

static gboolean
warm_up (Bench *self, LabContender contender, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (lab_contenders_measure (self->contenders, contender, &problem) < 0.0)
    {
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      leave_out (self, contender, problem->message);
    }
  self->times[contender].values = g_new (double, self->rounds[contender]);
  return TRUE;
}

static gboolean
run (Bench *self, guint rounds, GError **error)
{
  guint done = 0, all = 0;

  for (guint c = 0; c < LAB_N_CONTENDERS; c++)
    all += self->rounds[c] > 0 ? self->rounds[c] + 1 : 0;
  for (guint r = 0; r <= rounds; r++) /* the first one warms up */
    {
      g_autofree char *text
          = r == 0 ? g_strdup ("warming up") : g_strdup_printf ("round %u of %u", r, rounds);

      for (guint c = 0; c < LAB_N_CONTENDERS; c++)
        {
          LabBenchTimes *times = &self->times[c];

          if (self->rounds[c] == 0 || r > self->rounds[c])
            continue;
          lab_progress_show ((double) done++ / all, text);
          if (r == 0)
            {
              if (!warm_up (self, c, error))
                return FALSE;
            }
          else
            {
              times->values[times->n] = lab_contenders_measure (self->contenders, c, error);
              if (times->values[times->n++] < 0.0)
                return FALSE;
            }
        }
    }
  return TRUE;
}

/* ---- what is printed ---- */

static void
print_json (const Bench *self)
{
  json_t *measures = json_object ();
  json_t *object
      = json_pack ("{s:i, s:s, s:s?, s:s?, s:o}", "version", 2, "kernels", lab_kernels_get ()->name,
                   "slowest_loss", lab_contenders_get_slowest (self->contenders), "left_out",
                   self->left_out, "measures", measures);
  char *text;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const LabBenchRow *row = g_ptr_array_index (self->rows, i);
      const LabBenchReading reading = lab_bench_rows_read (row, self->times);

      if (reading.n > 0)
        json_object_set_new (measures, row->name,
                             json_pack ("{s:s, s:f, s:s, s:s, s:f, s:f, s:i}", "subject",
                                        row->subject, "value", reading.value, "unit", row->unit,
                                        "object", row->object, "least", reading.least, "greatest",
                                        reading.greatest, "rounds", (int) reading.n));
    }
  text = json_dumps (object, JSON_INDENT (1) | JSON_REAL_PRECISION (4));
  puts (text);
  free (text);
  json_decref (object);
}

/* Three digits, or all that stand before the point. */
static const char *
print_value (double value, char text[static 32])
{
  return g_ascii_formatd (text, 32,
                          value < 9.995   ? "%.2f"
                          : value < 99.95 ? "%.1f"
                                          : "%.0f",
                          value);
}

static void
print_table (const Bench *self)
{
  const char *slowest = lab_contenders_get_slowest (self->contenders), *group = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const LabBenchRow *row = g_ptr_array_index (self->rows, i);
      const LabBenchReading reading = lab_bench_rows_read (row, self->times);
      char value[32], least[32], greatest[32];

      if (reading.n == 0)
        continue;
      if (group == NULL)
        printf ("%-98s %s\n", "", "least to greatest");
      if (g_strcmp0 (row->group, group) != 0)
        printf ("%s%s\n", group != NULL ? "\n" : "", row->group);
      group = row->group;
      printf ("  %-44s %5s %-5s %-39s %s to %s\n", row->subject, print_value (reading.value, value),
              row->unit, row->object, print_value (reading.least, least),
              print_value (reading.greatest, greatest));
    }
  printf ("\nKernels: %s.", lab_kernels_get ()->name);
  if (slowest != NULL)
    printf (" The slowest program without a penalty: %s.", slowest);
  puts ("");
}

/* ---- the command ---- */

static char *
describe_names (void)
{
  GString *text = g_string_new ("Measures, by their groups:");
  const char *group = NULL;

  for (const LabBenchRow *row = lab_bench_rows; row->name != NULL; row++)
    {
      if (g_strcmp0 (row->group, group) != 0)
        g_string_append_printf (text, "\n  %-10s", row->group);
      group = row->group;
      g_string_append_printf (text, " %s", row->name);
    }
  g_string_append (text, "\n\nThe peers are scripts for PyTorch and scikit-learn in the source's "
                         "folder tests/bench.\nThose that do not run here are left out.");
  return g_string_free (text, FALSE);
}

static gboolean
parse (Options *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "rounds", 0, 0, G_OPTION_ARG_INT, &self->rounds, "How often each is measured [7]", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &self->only, "These measures alone, or groups of them",
      "NAME,..." },
    { "peers", 0, 0, G_OPTION_ARG_FILENAME, &self->peers,
      "Measure the peers too, whose scripts are in DIR", "DIR" },
    { "python", 0, 0, G_OPTION_ARG_FILENAME, &self->python,
      "What runs them [/usr/bin/python3, or python3]", "PROGRAM" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print the results as JSON", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *names = describe_names ();

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Measures training against the bare matrix products of the same "
                                "epoch, and against other tools.");
  g_option_context_set_description (context, names);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc > 1)
    g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST,
                         "it takes options alone: see losslab bench --help");
  else if (self->rounds < 1 || self->rounds > MAX_ROUNDS)
    g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST,
                         "rounds: must be a whole number from 1 to " G_STRINGIFY (MAX_ROUNDS));
  else
    return TRUE;
  return FALSE;
}

int
lab_bench_command (int argc, char **argv)
{
  g_auto (Options) options = { .rounds = DEFAULT_ROUNDS };
  g_auto (Bench) bench = { 0 };
  GError *error = NULL;

  if (!parse (&options, argc, argv, &error) || !choose (&bench, &options, &error))
    return lab_command_fail ("bench", error);
  bench.contenders = lab_contenders_new (options.peers, options.python, &error);
  if (bench.contenders == NULL)
    return lab_command_fail ("bench", error);
  run (&bench, (guint) options.rounds, &error);
  lab_progress_clear ();
  if (error != NULL)
    return lab_command_fail ("bench", error);
  (options.json ? print_json : print_table) (&bench);
  if (bench.left_out != NULL)
    g_printerr ("losslab bench: left out: %s\n", bench.left_out);
  return lab_command_flush ("bench", LAB_EXIT_DONE);
}
