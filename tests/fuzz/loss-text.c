/* SPDX-License-Identifier: MIT */
#include "loss-text.h"

#include "core/random.h"
#include "formula/derivative.h"
#include "formula/machine.h"
#include "formula/tree.h"
#include "loss.h"
#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

#define MAX_BATCH   70u
#define MAX_CLASSES 256u
#define MAX_BYTES   (64u << 20)

/* ---- what is wrong ---- */

static void
check_line (const char *text)
{
  g_assert_true (text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
}

static void
check_span (const char *text, const LabProblem *problem)
{
  const gsize size = strlen (text);

  g_assert_cmpuint (problem->span.start, <=, size);
  g_assert_cmpuint (problem->span.length, <=, size - problem->span.start);
  g_assert_true (problem->line >= 1 && problem->column >= 1);
  if (g_utf8_validate (text, -1, NULL))
    {
      const char *start = text + problem->span.start;

      g_assert_true (g_utf8_validate (start, (gssize) problem->span.length, NULL));
      g_assert_true (g_utf8_validate (start, -1, NULL));
    }
}

/* What is proposed can be put in its place; whether it helps is another thing. */
static void
try_mend (const char *text, const LabProblem *problem)
{
  g_autofree char *mended
      = g_strdup_printf ("%.*s%s%s", (int) problem->span.start, text, problem->mend,
                         text + problem->span.start + problem->span.length);
  g_autoptr (LabProblems) problems = lab_problems_new (mended);
  g_autoptr (LabFormula) formula = lab_formula_new (mended, problems);

  g_assert_true ((formula == NULL) == (problems->n_errors > 0));
}

static void
check_problems (const char *text, const LabProblems *problems)
{
  g_autofree char *described = lab_problems_describe (problems);

  g_assert_true (g_utf8_validate (described, -1, NULL));
  for (guint i = 0; i < problems->list->len; i++)
    {
      const LabProblem *problem = lab_problems_get (problems, i);

      check_line (problem->message);
      check_span (text, problem);
      if (problem->mend != NULL)
        {
          if (*problem->mend != '\0')
            check_line (problem->mend);
          try_mend (text, problem);
        }
    }
}

/* ---- what is right ---- */

static void
check_print (const char *text)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  g_autoptr (LabTree) tree = lab_parse (text, problems), back = NULL;
  g_autoptr (LabProblems) none = NULL;
  g_autofree char *printed = NULL, *again = NULL;

  printed = lab_tree_print (tree);
  if (problems->n_errors > 0 || strlen (printed) > LAB_FORMULA_MAX_LENGTH)
    return;
  none = lab_problems_new (printed);
  back = lab_parse (printed, none);
  if (none->n_errors > 0)
    g_error ("%s: %s", printed, lab_problems_get (none, 0)->message);
  g_assert_true (lab_tree_equal (tree, back));
  again = lab_tree_print (back);
  g_assert_cmpstr (printed, ==, again);
}

/* What is printed of the derivative is a text of the language, with the loss's own names. */
static void
check_derivative (const LabFormula *formula)
{
  for (guint head = 0; head < formula->n_tasks; head++)
    {
      gboolean a_picture;
      g_autofree char *printed = lab_derivative_print (formula, head, &a_picture);
      g_autofree char *text = NULL;
      g_autoptr (LabProblems) problems = NULL;
      g_autoptr (LabFormula) both = NULL;

      if (printed == NULL)
        continue;
      text = g_strdup_printf ("slope_ = %s\n%s", printed, formula->text);
      if (strlen (text) > LAB_FORMULA_MAX_LENGTH
          || formula->tree->statements->len == LAB_FORMULA_MAX_LINES)
        continue;
      problems = lab_problems_new (text);
      both = lab_formula_new (text, problems);
      if (both == NULL && strstr (lab_problems_get (problems, 0)->message, "at most") == NULL)
        g_error ("%s: %s", text, lab_problems_get (problems, 0)->message);
    }
}

/* ---- what comes out ---- */

typedef struct
{
  guint n;
  guint K[2];
  double *logits[2];
  float *rounded[2];
  guint8 targets[2][MAX_BATCH];
  double weights[MAX_CLASSES];
  double counts[MAX_CLASSES];
  double *dlogits[2];
  double per_sample[MAX_BATCH];
} Batch;

static void
fill (Batch *batch, guint32 seed)
{
  static const double ODD[] = { 0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                88.8,
                                -104.0,
                                709.0,
                                -746.0,
                                1000.0,
                                1e-30,
                                (double) INFINITY,
                                -1e30,
                                (double) NAN,
                                1e300,
                                5e-324,
                                0.5,
                                3.0 };
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_NOISE, 0);
  for (guint task = 0; task < 2; task++)
    {
      const gsize n = (gsize) batch->n * batch->K[task];

      batch->logits[task] = g_new (double, n);
      batch->dlogits[task] = g_new (double, n);
      batch->rounded[task] = g_new (float, n);
      for (gsize i = 0; i < n; i++)
        {
          batch->logits[task][i] = lab_random_below (&random, 8) == 0
                                       ? ODD[lab_random_below (&random, G_N_ELEMENTS (ODD))]
                                       : 6.0 * (double) lab_random_uniform (&random) - 3.0;
          batch->rounded[task][i] = (float) CLAMP (batch->logits[task][i], -1e38, 1e38);
        }
      for (guint b = 0; b < batch->n; b++)
        batch->targets[task][b] = (guint8) lab_random_below (&random, batch->K[task]);
    }
  for (guint k = 0; k < MAX_CLASSES; k++)
    {
      batch->weights[k] = k % 3;
      batch->counts[k] = 1.0 + k % 5;
    }
}

static void
clear (Batch *batch)
{
  for (guint task = 0; task < 2; task++)
    {
      g_free (batch->logits[task]);
      g_free (batch->dlogits[task]);
      g_free (batch->rounded[task]);
    }
}

static gboolean
is_small (const LabProgram *program, guint K)
{
  gsize buffers = 0;

  for (guint shape = 0; shape < G_N_ELEMENTS (program->n_tile); shape++)
    buffers += program->n_tile[shape] + 2u * program->n_wide[shape];
  return buffers * K * LAB_TILE * sizeof (double) < MAX_BYTES;
}

/* @n pictures from @first on, with all that the program has to give. */
static void
run (const LabLoss *loss, const LabProgram *program, const LabLanes *lanes, Batch *batch,
     guint first, guint n, double *per_sample)
{
  const LabFormula *formula = loss->formula;
  const gsize size = lanes->size;
  g_autoptr (LabMachine) machine = lab_machine_new (program, lanes, batch->K);
  const char *logits[2];
  double parameters[LAB_FORMULA_MAX_PARAMETERS], learned[LAB_FORMULA_MAX_LEARNED];
  double values[LAB_PROGRAM_MAX_ROOTS];
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };

  for (guint i = 0; i < formula->n_parameters; i++)
    parameters[i] = formula->parameters[i].value;
  for (guint i = 0; i < formula->n_learned; i++)
    learned[i] = formula->learned[i].value;
  for (guint task = 0; task < 2; task++)
    logits[task] = (size == sizeof (float) ? (const char *) (gconstpointer) batch->rounded[task]
                                           : (const char *) (gconstpointer) batch->logits[task])
                   + (gsize) first * batch->K[task] * size;
  for (guint root = 0; root < program->n_roots; root++)
    outputs[root] = &values[root];
  if (program == loss->prediction)
    outputs[0] = batch->dlogits[0];
  else
    outputs[LAB_LOSS_ROOT_PER_SAMPLE] = per_sample;
  if (program == loss->training)
    {
      outputs[LAB_LOSS_ROOT_DLOGITS] = batch->dlogits[0];
      outputs[LAB_LOSS_ROOT_DLOGITS2] = batch->dlogits[1];
    }
  lab_machine_set_data (machine, (const double *[]){ batch->weights, batch->weights },
                        (const double *[]){ batch->counts, batch->counts });
  lab_machine_set_parameters (machine, parameters, formula->n_parameters);
  lab_machine_set_step (machine, 0.5, learned, formula->n_learned, 1.5, 2.5);
  lab_machine_run (machine, n, (const void *[]){ logits[0], logits[1] },
                   (const guint8 *[]){ batch->targets[0] + first, batch->targets[1] + first },
                   outputs);
}

/* A picture's loss is the same alone and among others, where it does not look at them. */
static void
check_alone (const LabLoss *loss, Batch *batch, guint b)
{
  const LabMeaning *meaning = &loss->formula->computing;
  double alone;

  if (meaning->per_sample == LAB_NO_REF
      || (lab_graph_get (meaning->graph, meaning->per_sample)->deps
          & (LAB_DEPS_BATCH | LAB_DEPS_STEP))
             != 0)
    return;
  run (loss, loss->value, lab_kernels_get ()->dual, batch, b, 1, &alone);
  if (!isnan (alone) || !isnan (batch->per_sample[b]))
    g_assert_cmpmem (&alone, sizeof alone, &batch->per_sample[b], sizeof alone);
}

static void
check_programs (const LabLoss *loss)
{
  const guint *indices = loss->formula->class_indices;
  const guint32 seed = g_str_hash (loss->text);
  Batch batch = { .n = seed % 4 == 0 ? MAX_BATCH : 3u,
                  .K = { MAX (2u + seed % 3, indices[0]), MAX (2u, indices[1]) } };
  double weights[MAX_CLASSES];

  if (!is_small (loss->training, MAX (batch.K[0], batch.K[1])))
    return;
  fill (&batch, seed);
  if (loss->formula->computing.weights != LAB_NO_REF)
    lab_loss_own_weights (loss, (const double[LAB_FORMULA_MAX_PARAMETERS]){ 0.0 }, batch.K[0],
                          batch.counts, weights);
  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      run (loss, loss->training, (*variant)->single, &batch, 0, batch.n, batch.per_sample);
      run (loss, loss->training, (*variant)->dual, &batch, 0, 1 + seed % 3, batch.per_sample);
    }
  if (loss->prediction != NULL)
    run (loss, loss->prediction, lab_kernels_get ()->single, &batch, 0, 2, batch.per_sample);
  run (loss, loss->value, lab_kernels_get ()->dual, &batch, 0, batch.n, batch.per_sample);
  check_alone (loss, &batch, seed % batch.n);
  clear (&batch);
}

void
lab_fuzz_text (const char *text)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  g_autoptr (LabLoss) loss = lab_loss_new (NULL, text, problems);

  g_assert_true ((loss == NULL) == (problems->n_errors > 0));
  check_problems (text, problems);
  if (g_utf8_validate (text, -1, NULL))
    check_print (text);
  if (loss == NULL)
    return;
  check_line (loss->title);
  check_programs (loss);
  check_derivative (loss->formula);
}
