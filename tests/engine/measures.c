/* SPDX-License-Identifier: MIT */
/* Confusion matrices and reports against scikit-learn's numbers. */
#include "measure/report.h"
#include "oracle.h"

#include <math.h>

static LabConfusion *
matrix_of (const json_t *item)
{
  const json_t *truth = json_object_get (item, "truth"),
               *predicted = json_object_get (item, "predicted");
  LabConfusion *matrix = lab_confusion_new ((guint) lab_oracle_member (item, "n_classes"));

  for (size_t i = 0; i < json_array_size (truth); i++)
    lab_confusion_add (matrix, (guint) json_integer_value (json_array_get (truth, i)),
                       (guint) json_integer_value (json_array_get (predicted, i)));
  return matrix;
}

static double
at (const json_t *item, const char *name, guint i)
{
  return json_number_value (json_array_get (json_object_get (item, name), i));
}

static void
assert_average (LabClassMeasures m, const json_t *item, const char *name)
{
  g_assert_cmpfloat_with_epsilon (m.precision, at (item, name, 0), 1e-12);
  g_assert_cmpfloat_with_epsilon (m.recall, at (item, name, 1), 1e-12);
  g_assert_cmpfloat_with_epsilon (m.f1, at (item, name, 2), 1e-12);
}

static void
test_measures (void)
{
  json_t *json = lab_oracle_load ("measures"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i, item)
  {
    g_autoptr (LabConfusion) matrix = matrix_of (item);

    g_assert_cmpfloat_with_epsilon (lab_confusion_accuracy (matrix),
                                    lab_oracle_member (item, "accuracy"), 1e-12);
    g_assert_cmpfloat_with_epsilon (lab_confusion_balanced_accuracy (matrix),
                                    lab_oracle_member (item, "balanced_accuracy"), 1e-12);
    g_assert_cmpfloat_with_epsilon (lab_confusion_matthews (matrix),
                                    lab_oracle_member (item, "matthews"), 1e-12);
    for (guint k = 0; k < matrix->n_classes; k++)
      {
        const LabClassMeasures m = lab_confusion_class (matrix, k);

        g_assert_cmpfloat_with_epsilon (m.precision, at (item, "precision", k), 1e-12);
        g_assert_cmpfloat_with_epsilon (m.recall, at (item, "recall", k), 1e-12);
        g_assert_cmpfloat_with_epsilon (m.f1, at (item, "f1", k), 1e-12);
        g_assert_cmpfloat ((double) m.support, ==, at (item, "support", k));
      }
    assert_average (lab_confusion_macro (matrix), item, "macro");
    assert_average (lab_confusion_weighted (matrix), item, "weighted");
    g_assert_cmpuint (lab_confusion_mistakes (matrix)
                          + (guint64) lround (lab_confusion_accuracy (matrix)
                                              * (double) lab_confusion_total (matrix)),
                      ==, json_array_size (json_object_get (item, "truth")));
  }
  json_decref (json);
}

static void
test_report (void)
{
  json_t *json = lab_oracle_load ("measures"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i, item)
  {
    g_autoptr (LabConfusion) matrix = matrix_of (item);
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *report = NULL;

    for (guint k = 0; k < matrix->n_classes; k++)
      g_ptr_array_add (names, g_strdup_printf ("%u", k));
    report = lab_report_text (matrix, (const char *const *) names->pdata);
    g_assert_cmpstr (report, ==, json_string_value (json_object_get (item, "report")));
  }
  json_decref (json);
}

static void
test_copy_is_separate (void)
{
  g_autoptr (LabConfusion) matrix = lab_confusion_new (3);
  g_autoptr (LabConfusion) copy = NULL;

  lab_confusion_add (matrix, 2, 1);
  copy = lab_confusion_copy (matrix);
  lab_confusion_add (matrix, 2, 1);
  g_assert_cmpuint (lab_confusion_get (copy, 2, 1), ==, 1);
  g_assert_cmpuint (lab_confusion_get (matrix, 2, 1), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measures/as-scikit-learn", test_measures);
  g_test_add_func ("/measures/report-as-scikit-learn", test_report);
  g_test_add_func ("/measures/copy-is-separate", test_copy_is_separate);
  return g_test_run ();
}
