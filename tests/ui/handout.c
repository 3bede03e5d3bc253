/* SPDX-License-Identifier: MIT */
/* The page of an experiment: always one, whatever it has to say. */
#include "canvas.h"
#include "handout.h"
#include "handout-table.h"
#include "toy-training.h"

#include <string.h>

static const char *const LOSSES[LAB_MAX_SIDES]
    = { "cross-entropy", "multi-task-uncertainty", "focal",
        LAB_LOSS_TYPED "loss = -log(p[y]) + 0*sum_classes(p*log(p))" };

/* An experiment of so many sides, trained or not. */
typedef struct
{
  LabExperiment experiment;
  LabToyTraining trainings[LAB_MAX_SIDES];
  LabRun *runs[LAB_MAX_SIDES];
  LabResult result;
} Toy;

static void
toy_init (Toy *self, guint n, gboolean trained)
{
  memset (self, 0, sizeof *self);
  self->experiment.n_seeds = 1;
  for (guint side = 0; side < n; side++)
    {
      LabSpec *spec = lab_toy_training_spec ("loss", LOSSES[side]);

      lab_toy_training_init (&self->trainings[side], spec, NULL);
      if (trained)
        lab_toy_training_finish (&self->trainings[side]);
      self->experiment.sides[self->experiment.n_sides++] = spec;
      self->runs[side] = self->trainings[side].run;
      self->runs[side]->side = side;
    }
  self->result = (LabResult){
    .title = "A toy",
    .description = "",
    .conclusion = "",
    .experiment = &self->experiment,
    .runs = self->runs,
    .dataset = self->trainings[0].dataset,
    .set = self->trainings[0].set,
  };
}

static void
toy_clear (Toy *self)
{
  for (guint side = 0; side < self->experiment.n_sides; side++)
    {
      lab_toy_training_clear (&self->trainings[side]);
      lab_spec_unref (self->experiment.sides[side]);
    }
}

static GBytes *
render (const LabResult *result)
{
  g_autoptr (GError) error = NULL;
  GBytes *page = lab_handout_render (result, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (g_bytes_get_data (page, NULL), "%PDF-"));
  return page;
}

/* One to four sides, before the training and after it; twice the same bytes. */
static void
test_sides (void)
{
  for (guint n = 1; n <= LAB_MAX_SIDES; n++)
    for (guint trained = 0; trained < 2; trained++)
      {
        g_autoptr (GBytes) one = NULL;
        g_autoptr (GBytes) two = NULL;
        Toy toy;

        toy_init (&toy, n, trained > 0);
        one = render (&toy.result);
        two = render (&toy.result);
        g_assert_true (g_bytes_equal (one, two));
        toy_clear (&toy);
      }
}

/* The conclusion is on it, and words without an end leave room for the rest. */
static void
test_words (void)
{
  g_autofree char *endless = g_strnfill (100000, 'm');
  g_autoptr (GBytes) without = NULL;
  g_autoptr (GBytes) with = NULL;
  g_autoptr (GBytes) much = NULL;
  Toy toy;

  toy_init (&toy, 4, TRUE);
  without = render (&toy.result);
  toy.result.conclusion = "Over 5 seeds, accuracy:\nno difference shown.\001";
  with = render (&toy.result);
  g_assert_false (g_bytes_equal (without, with));
  toy.result.title = toy.result.description = toy.result.conclusion = endless;
  much = render (&toy.result);
  g_assert_cmpuint (g_bytes_get_size (much), <, 400000);
  toy_clear (&toy);
}

static void
test_titles (void)
{
  Toy toy;

  toy_init (&toy, 3, FALSE);
  toy.result.title = "";
  g_autofree char *title = lab_result_dup_title (&toy.result);

  g_assert_cmpstr (title, ==,
                   "Cross-entropy against two tasks, weighted by uncertainty, focal loss");
  toy_clear (&toy);
}

/* The table alone, of two sides with so many evaluations each. */
static Canvas
table_of (guint n_first, guint n_second, gboolean diverged)
{
  Canvas canvas = canvas_new (800, 400, lab_theme_get (FALSE));
  const LabSheet sheet = { .theme = lab_theme_get (FALSE), .cr = canvas.cr };
  LabRecords records;
  Toy toy;

  toy_init (&toy, 2, FALSE);
  for (guint side = 0; side < 2; side++)
    while (lab_run_n_evaluations (toy.runs[side]) < (side == 0 ? n_first : n_second))
      lab_trainer_advance (toy.trainings[side].trainer);
  if (diverged)
    lab_run_end (toy.runs[1], LAB_RUN_DIVERGED, &(LabDivergence){ 1, "the loss" });
  records = lab_result_get_all (&toy.result);
  lab_handout_table (&sheet, &records, 0, "class", 20.0, 20.0, 760.0);
  toy_clear (&toy);
  return canvas;
}

/* Both sides at the moment that is compared: one that is ahead is shown as it was then, and one
 * that diverged before it has nothing to show. */
static void
test_table_of_one_moment (void)
{
  Canvas even = table_of (3, 3, FALSE), ahead = table_of (5, 3, FALSE),
         further = table_of (5, 5, FALSE), failed = table_of (5, 3, TRUE),
         sooner = table_of (5, 2, TRUE);

  g_assert_cmpuint (canvas_differ (&even, &ahead, 0), ==, 0);
  g_assert_cmpuint (canvas_differ (&even, &further, 0), >, 0);
  g_assert_cmpuint (canvas_differ (&failed, &sooner, 0), ==, 0);
  canvas_clear (&even);
  canvas_clear (&ahead);
  canvas_clear (&further);
  canvas_clear (&failed);
  canvas_clear (&sooner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handout/sides", test_sides);
  g_test_add_func ("/handout/words", test_words);
  g_test_add_func ("/handout/titles", test_titles);
  g_test_add_func ("/handout/table-of-one-moment", test_table_of_one_moment);
  return g_test_run ();
}
