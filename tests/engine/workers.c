/* SPDX-License-Identifier: MIT */
/* An experiment on threads: the same bits whatever the threads, pauses and paces. */
#include "engine.h"
#include "toy.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t news;
  gboolean there;
  atomic_uint n_calls;
} Bell;

static void
ring (gpointer data)
{
  Bell *bell = data;

  atomic_fetch_add (&bell->n_calls, 1);
  pthread_mutex_lock (&bell->lock);
  bell->there = TRUE;
  pthread_cond_signal (&bell->news);
  pthread_mutex_unlock (&bell->lock);
}

static void
wait_for_news (Bell *bell, LabEngine *engine)
{
  pthread_mutex_lock (&bell->lock);
  while (!bell->there)
    pthread_cond_wait (&bell->news, &bell->lock);
  bell->there = FALSE;
  pthread_mutex_unlock (&bell->lock);
  lab_engine_acknowledge (engine);
}

static void
wait_for_end (Bell *bell, LabEngine *engine)
{
  while (!lab_engine_is_done (engine))
    wait_for_news (bell, engine);
}

typedef struct
{
  char *folder;
  Bell bell;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = lab_toy_write (3);
  pthread_mutex_init (&fixture->bell.lock, NULL);
  pthread_cond_init (&fixture->bell.news, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lab_toy_remove (fixture->folder);
}

static LabExperiment *
experiment (const Fixture *fixture, const char *epochs, guint n_seeds)
{
  LabExperiment *self = lab_experiment_new ();

  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_DATASET, fixture->folder, NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_EPOCHS, epochs, NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_HIDDEN, "12,7", NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_BATCH_SIZE, "16", NULL));
  g_assert_true (lab_experiment_add_side (self, "cross-entropy-l1", NULL));
  self->n_seeds = n_seeds;
  return self;
}

static LabEngine *
start (Fixture *fixture, const LabExperiment *experiment, guint n_workers)
{
  GError *error = NULL;
  g_autoptr (LabDataset) dataset = lab_dataset_load (experiment->sides[0]->dataset, &error);
  LabEngine *engine = lab_engine_new (experiment, dataset, n_workers, ring, &fixture->bell, &error);

  g_assert_no_error (error);
  return engine;
}

static void
assert_same (const LabEngine *a, const LabEngine *b)
{
  g_assert_cmpuint (lab_engine_n_runs (a), ==, lab_engine_n_runs (b));
  for (guint i = 0; i < lab_engine_n_runs (a); i++)
    {
      const LabRun *one = lab_engine_get_run (a, i), *other = lab_engine_get_run (b, i);

      g_assert_cmpint (lab_run_get_state (one), ==, LAB_RUN_FINISHED);
      g_assert_cmpint (lab_run_get_state (other), ==, LAB_RUN_FINISHED);
      g_assert_cmpuint (lab_series_count (one->loss), ==, lab_series_count (other->loss));
      for (guint64 s = 0; s < lab_series_count (one->loss); s++)
        g_assert_cmpfloat (lab_series_get (one->loss, s), ==, lab_series_get (other->loss, s));
      g_assert_cmpfloat (lab_run_get_latest (one)->test_loss, ==,
                         lab_run_get_latest (other)->test_loss);
    }
}

static void
test_any_number_of_workers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "2", 2);
  g_autoptr (LabEngine) alone = start (fixture, three, 1);

  lab_engine_resume (alone);
  wait_for_end (&fixture->bell, alone);
  for (guint n = 2; n <= 5; n++)
    {
      g_autoptr (LabEngine) engine = start (fixture, three, n);

      lab_engine_resume (engine);
      wait_for_end (&fixture->bell, engine);
      assert_same (alone, engine);
    }
}

/* Runs of one seed begin with the same first loss where the loss is the same, and seeds differ. */
static void
test_pairs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) pair = experiment (fixture, "1", 2);
  g_autoptr (LabEngine) engine = NULL;

  g_assert_true (lab_experiment_set (pair, 2, LAB_SETTING_LOSS, "cross-entropy", NULL));
  engine = start (fixture, pair, 2);
  g_assert_cmpuint (lab_engine_n_runs (engine), ==, 6);
  lab_engine_resume (engine);
  wait_for_end (&fixture->bell, engine);
  for (guint seed = 0; seed < 2; seed++)
    {
      const LabRun *standard = lab_engine_get_run (engine, 3 * seed);
      const LabRun *third = lab_engine_get_run (engine, 3 * seed + 2);

      g_assert_cmpuint (standard->side, ==, 0);
      g_assert_cmpuint (third->side, ==, 2);
      g_assert_cmpuint (third->spec->seed, ==, 1 + seed);
      for (guint64 s = 0; s < lab_series_count (standard->loss); s++)
        g_assert_cmpfloat (lab_series_get (standard->loss, s), ==, lab_series_get (third->loss, s));
    }
  g_assert_cmpfloat (lab_series_get (lab_engine_get_run (engine, 0)->loss, 0), !=,
                     lab_series_get (lab_engine_get_run (engine, 3)->loss, 0));
}

static guint64
steps_done (const LabEngine *engine, guint i)
{
  return lab_series_count (lab_engine_get_run (engine, i)->loss);
}

/* Until the engine has been at rest for a while. */
static void
settle (const LabEngine *engine)
{
  guint64 before, after = 0;

  do
    {
      before = after;
      g_usleep (20000);
      after = 0;
      for (guint i = 0; i < lab_engine_n_runs (engine); i++)
        after += steps_done (engine, i) + lab_run_n_evaluations (lab_engine_get_run (engine, i));
    }
  while (after != before);
}

static void
assert_aligned (const LabEngine *engine)
{
  for (guint i = 1; i < lab_engine_n_runs (engine); i++)
    g_assert_cmpuint (steps_done (engine, i), ==, steps_done (engine, 0));
}

static void
test_pause_and_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "8", 1);
  g_autoptr (LabEngine) alone = start (fixture, three, 1);
  g_autoptr (LabEngine) engine = NULL;
  guint64 at;

  lab_engine_resume (alone);
  wait_for_end (&fixture->bell, alone);

  engine = start (fixture, three, 2);
  settle (engine);
  g_assert_cmpuint (steps_done (engine, 0), ==, 0);
  for (guint i = 1; i <= 3; i++)
    {
      lab_engine_step (engine);
      settle (engine);
      g_assert_cmpuint (steps_done (engine, 0), ==, i);
      assert_aligned (engine);
    }
  lab_engine_set_pace (engine, 400.0);
  lab_engine_resume (engine);
  while (steps_done (engine, 1) < 20)
    wait_for_news (&fixture->bell, engine);
  lab_engine_pause (engine);
  settle (engine);
  assert_aligned (engine);
  at = steps_done (engine, 0);
  g_assert_cmpuint (at, <, lab_engine_get_run (engine, 0)->n_steps);
  settle (engine);
  g_assert_cmpuint (steps_done (engine, 0), ==, at);

  lab_engine_set_pace (engine, LAB_FULL_SPEED);
  lab_engine_resume (engine);
  wait_for_end (&fixture->bell, engine);
  assert_same (alone, engine);
}

/* At a pace, paired runs are never further apart than the clock allows. */
static void
test_pace_holds_pairs_together (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "2", 1);
  g_autoptr (LabEngine) engine = start (fixture, three, 2);
  const gint64 begin = g_get_monotonic_time ();
  const guint64 n = lab_engine_get_run (engine, 0)->n_steps;

  lab_engine_set_pace (engine, 100.0);
  lab_engine_resume (engine);
  while (!lab_engine_is_done (engine))
    {
      const double allowed = 100.0 * (double) (g_get_monotonic_time () - begin) / 1e6 + 2.0;

      for (guint i = 0; i < 3; i++)
        {
          const guint64 done = steps_done (engine, i);

          g_assert_cmpfloat ((double) done, <=,
                             allowed + 100.0 * (double) (g_get_monotonic_time () - begin) / 1e6);
        }
      g_usleep (5000);
    }
  /* A pace is a limit: n steps cannot take less. */
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - begin) / 1e6, >=,
                     (double) (n - 1) / 100.0);
}

/* With all pictures in one batch, what a step led to is what the next one begins with. */
static void
test_effect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "4", 1);
  g_autoptr (LabEngine) engine = NULL;
  LabStepEffect effect;

  g_assert_true (lab_experiment_set (three, 0, LAB_SETTING_BATCH_SIZE, "1000", NULL));
  engine = start (fixture, three, 2);
  g_assert_false (lab_run_get_effect (lab_engine_get_run (engine, 0), &effect));
  for (guint step = 1; step <= 3; step++)
    {
      double after[3];

      for (guint i = 0; i < 3; i++)
        after[i]
            = lab_run_get_effect (lab_engine_get_run (engine, i), &effect) ? effect.after : NAN;
      lab_engine_step (engine);
      settle (engine);
      for (guint i = 0; i < 3; i++)
        {
          const LabRun *run = lab_engine_get_run (engine, i);
          const double loss = (double) lab_series_get (run->loss, step - 1);

          g_assert_true (lab_run_get_effect (run, &effect));
          g_assert_cmpuint (effect.step, ==, step);
          g_assert_cmpfloat_with_epsilon (effect.before, loss, 1e-6 * loss);
          g_assert_cmpfloat (effect.after, !=, effect.before);
          if (step > 1)
            g_assert_cmpfloat_with_epsilon (after[i], loss, 1e-5 * loss);
        }
    }
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "3", 1);
  g_autoptr (LabEngine) engine = start (fixture, three, 2);
  g_autoptr (GError) error = NULL;

  g_assert_false (lab_engine_change (engine, 1, LAB_SETTING_EPOCHS, "9", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_false (lab_engine_change (engine, 1, LAB_SETTING_LEARNING_RATE, "fast", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);

  lab_engine_step (engine);
  settle (engine);
  g_assert_true (lab_engine_change (engine, 1, LAB_SETTING_CLASS_WEIGHTS, "2=5", NULL));
  g_assert_true (lab_engine_change (engine, 0, LAB_SETTING_LEARNING_RATE, "0.02", NULL));
  settle (engine);
  lab_engine_resume (engine);
  wait_for_end (&fixture->bell, engine);
  for (guint i = 0; i < 3; i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);

      g_assert_cmpuint (lab_run_n_journal (run), ==, i == 1 ? 2 : 1);
      g_assert_cmpuint (lab_run_get_journal (run, 0)->step, ==, 1);
      g_assert_cmpint (lab_run_get_state (run), ==, LAB_RUN_FINISHED);
    }
  g_assert_cmpstr (lab_run_get_journal (lab_engine_get_run (engine, 1), 0)->text, ==, "2=5");
}

/* Stopped or simply dropped, at any moment: every run ends, with a checkpoint. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "4000", 1);

  for (guint trial = 0; trial < 12; trial++)
    {
      LabEngine *engine = start (fixture, three, 1 + trial % 3);
      LabRun *runs[3];

      for (guint i = 0; i < 3; i++)
        runs[i] = lab_run_ref (lab_engine_get_run (engine, i));
      if (trial % 4 != 3)
        lab_engine_resume (engine);
      g_usleep (trial * 1500);
      if (trial % 2 == 0)
        {
          lab_engine_stop (engine);
          wait_for_end (&fixture->bell, engine);
        }
      lab_engine_free (engine);
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (LabCheckpoint) checkpoint = lab_run_dup_checkpoint (runs[i]);

          g_assert_cmpint (lab_run_get_state (runs[i]), ==, LAB_RUN_STOPPED);
          g_assert_nonnull (checkpoint);
          g_assert_cmpuint (checkpoint->step, ==, lab_series_count (runs[i]->loss));
          lab_run_unref (runs[i]);
        }
    }
}

/* Nobody acknowledges: one call, however much is new. */
static void
test_wake_is_coalesced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) three = experiment (fixture, "2", 1);
  g_autoptr (LabEngine) engine = start (fixture, three, 2);

  lab_engine_resume (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  g_assert_cmpuint (atomic_load (&fixture->bell.n_calls), ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    LabSettingId setting;
    const char *text;
    int code;
    const char *word;
  } cases[] = {
    { LAB_SETTING_HIDDEN, "1000000,1000000", LAB_ERROR_MEMORY, "GiB" },
    { LAB_SETTING_TRAIN_SIZE, "204", LAB_ERROR_REQUEST, "203" },
    { LAB_SETTING_KEEP, "0=0,1=0,2=0,3=0", LAB_ERROR_REQUEST, "keep" },
    { LAB_SETTING_KEEP, "4=0.5", LAB_ERROR_REQUEST, "class 4" },
    { LAB_SETTING_CLASS_WEIGHTS, "4=2", LAB_ERROR_REQUEST, "class 4" },
    { LAB_SETTING_LOSS, "nonsense", LAB_ERROR_REQUEST, "nonsense" },
    { LAB_SETTING_LOSS_PARAMETERS, "gamma=2", LAB_ERROR_REQUEST, "gamma" },
    { LAB_SETTING_SEED, "9007199254740991", LAB_ERROR_REQUEST, "seed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LabExperiment) bad = experiment (fixture, "1", 2);
      g_autoptr (LabDataset) dataset = lab_dataset_load (bad->sides[0]->dataset, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (lab_experiment_set (bad, 1, cases[i].setting, cases[i].text, NULL));
      g_assert_null (lab_engine_new (bad, dataset, 1, NULL, NULL, &error));
      g_assert_error (error, LAB_ERROR, cases[i].code);
      g_assert_true (strstr (error->message, cases[i].word) != NULL);
      g_assert_true (strchr (error->message, '\n') == NULL);
    }
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/workers/any-number", test_any_number_of_workers },
    { "/workers/pairs", test_pairs },
    { "/workers/pause-and-step", test_pause_and_step },
    { "/workers/effect", test_effect },
    { "/workers/pace-holds-pairs-together", test_pace_holds_pairs_together },
    { "/workers/change", test_change },
    { "/workers/stop", test_stop },
    { "/workers/wake-is-coalesced", test_wake_is_coalesced },
    { "/workers/refused", test_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
