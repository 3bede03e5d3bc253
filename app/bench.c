/* SPDX-License-Identifier: MIT */
/*
 * losslab bench: what training costs, in terms of what it cannot do without: the bare matrix
 * products of the same epoch. Contenders take turns within a round, so that whatever else the
 * machine does hits all of them; what is printed are ratios of medians over the rounds, with the
 * least and the greatest ratio of a single round.
 */
#include "command.h"
#include "contenders.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_ROUNDS 7
#define MAX_ROUNDS     1000

/* What is divided by what. */
static const struct
{
  const char *name;
  const char *what;
  LabContender above;
  LabContender below;
} MEASURES[] = {
  { "epoch", "an epoch of one run / its bare matrix products, one core", LAB_CONTENDER_EPOCH,
    LAB_CONTENDER_PRODUCTS },
  { "evaluation", "the test pictures' logits / the same with the first layer by OpenBLAS",
    LAB_CONTENDER_EVALUATION, LAB_CONTENDER_PLAIN_EVALUATION },
  { "seeds", "eight seeds with two workers / with one, evaluations included", LAB_CONTENDER_SEEDS,
    LAB_CONTENDER_SEEDS_ALONE },
  { "two-runs", "two runs with two workers / one run with one, evaluations included",
    LAB_CONTENDER_TWO_RUNS, LAB_CONTENDER_ONE_RUN },
  { "cross-entropy", "cross-entropy's program, a batch of 64 / the same loss written by hand",
    LAB_CONTENDER_CROSS_ENTROPY, LAB_CONTENDER_HANDWRITTEN },
  { "focal", "focal loss's program / cross-entropy written by hand", LAB_CONTENDER_FOCAL,
    LAB_CONTENDER_HANDWRITTEN },
  { "slowest-loss", "the slowest program without a penalty / cross-entropy written by hand",
    LAB_CONTENDER_SLOWEST_LOSS, LAB_CONTENDER_HANDWRITTEN },
};

/* What is also told in time: a batch is so short that a ratio alone says little. */
static const struct
{
  const char *name;
  LabContender contender;
} TIMES[] = {
  { "written by hand", LAB_CONTENDER_HANDWRITTEN },
  { "cross-entropy", LAB_CONTENDER_CROSS_ENTROPY },
  { "focal", LAB_CONTENDER_FOCAL },
  { NULL, LAB_CONTENDER_SLOWEST_LOSS }, /* its own name */
};

/* ---- the table ---- */

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (const double *values, guint n)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare_doubles);
  return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

static void
print_json (const LabContenders *self, double *const seconds[LAB_N_CONTENDERS], guint rounds)
{
  json_t *object = json_pack ("{s:i, s:i}", "version", 1, "rounds", (int) rounds);
  char *text;

  for (guint m = 0; m < G_N_ELEMENTS (MEASURES); m++)
    json_object_set_new (object, MEASURES[m].name,
                         json_real (median (seconds[MEASURES[m].above], rounds)
                                    / median (seconds[MEASURES[m].below], rounds)));
  json_object_set_new (object, "slowest-loss-id", json_string (lab_contenders_get_slowest (self)));
  for (guint t = 0; t < G_N_ELEMENTS (TIMES); t++)
    {
      const char *name = TIMES[t].name != NULL ? TIMES[t].name : "slowest";
      g_autofree char *key = g_strdup_printf ("%s, microseconds", name);

      json_object_set_new (object, key,
                           json_real (1e6 * median (seconds[TIMES[t].contender], rounds)));
    }
  text = json_dumps (object, JSON_INDENT (1) | JSON_REAL_PRECISION (4));
  puts (text);
  free (text);
  json_decref (object);
}

static void
print_table (const LabContenders *self, double *const seconds[LAB_N_CONTENDERS], guint rounds)
{
  printf ("%-70s  %6s  %s\n", "", "ratio", "least to greatest");
  for (guint m = 0; m < G_N_ELEMENTS (MEASURES); m++)
    {
      const double *above = seconds[MEASURES[m].above], *below = seconds[MEASURES[m].below];
      double least = above[0] / below[0], greatest = least;
      char ratio[32], low[32], high[32];

      for (guint r = 1; r < rounds; r++)
        {
          least = MIN (least, above[r] / below[r]);
          greatest = MAX (greatest, above[r] / below[r]);
        }
      printf ("%-70s  %6s  %s to %s\n", MEASURES[m].what,
              g_ascii_formatd (ratio, sizeof ratio, "%.2f",
                               median (above, rounds) / median (below, rounds)),
              g_ascii_formatd (low, sizeof low, "%.2f", least),
              g_ascii_formatd (high, sizeof high, "%.2f", greatest));
    }
  printf ("\n%-70s  %6s\n", "a batch of 64, value and gradient", "us");
  for (guint t = 0; t < G_N_ELEMENTS (TIMES); t++)
    {
      char time[32];

      printf ("%-70s  %6s\n",
              TIMES[t].name != NULL ? TIMES[t].name : lab_contenders_get_slowest (self),
              g_ascii_formatd (time, sizeof time, "%.1f",
                               1e6 * median (seconds[TIMES[t].contender], rounds)));
    }
}

int
lab_bench_command (int argc, char **argv)
{
  int rounds = DEFAULT_ROUNDS;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "How often each is measured [7]", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the ratios as JSON", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (LabContenders) contenders = NULL;
  double *seconds[LAB_N_CONTENDERS];
  GError *error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context, "Measures training against the bare matrix products of the same epoch.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lab_command_fail ("bench", error);
  if (rounds < 1 || rounds > MAX_ROUNDS || argc > 1)
    {
      g_set_error_literal (&error, LAB_ERROR, LAB_ERROR_REQUEST,
                           argc > 1 ? "it takes options alone: see losslab bench --help"
                                    : "rounds: must be a whole number from 1 to " G_STRINGIFY (
                                        MAX_ROUNDS));
      return lab_command_fail ("bench", error);
    }
  contenders = lab_contenders_new (&error);
  if (contenders == NULL)
    return lab_command_fail ("bench", error);
  for (guint c = 0; c < LAB_N_CONTENDERS; c++)
    seconds[c] = g_new (double, rounds);
  for (int r = -1; r < rounds && error == NULL; r++) /* the first one warms up */
    for (guint c = 0; c < LAB_N_CONTENDERS && error == NULL; c++)
      seconds[c][MAX (r, 0)] = lab_contenders_measure (contenders, c, &error);
  if (error == NULL)
    (json ? print_json : print_table) (contenders, seconds, (guint) rounds);

  for (guint c = 0; c < LAB_N_CONTENDERS; c++)
    g_free (seconds[c]);
  return error != NULL ? lab_command_fail ("bench", error)
                       : lab_command_flush ("bench", LAB_EXIT_DONE);
}
