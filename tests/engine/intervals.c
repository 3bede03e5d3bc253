/* SPDX-License-Identifier: MIT */
/* Student's t, intervals and McNemar's test against SciPy's numbers and published ones. */
#include "measure/interval.h"
#include "measure/mcnemar.h"
#include "measure/student.h"

#include "oracle.h"

#include <math.h>

static void
assert_relative (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-9 * MAX (fabs (expected), 1e-3));
}

static void
test_student (void)
{
  json_t *json = lab_oracle_load ("intervals"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "quantiles"), i, item) assert_relative (
      lab_student_quantile (lab_oracle_member (item, "tails"), lab_oracle_member (item, "degrees")),
      lab_oracle_member (item, "t"));
  json_array_foreach (json_object_get (json, "tails"), i, item) assert_relative (
      lab_student_tails (lab_oracle_member (item, "t"), lab_oracle_member (item, "degrees")),
      lab_oracle_member (item, "tails"));
  json_decref (json);
}

/* Abramowitz and Stegun (1964), table 26.10. */
static void
test_student_table (void)
{
  static const struct
  {
    double degrees, tails, t;
  } TABLE[] = {
    { 1, 0.05, 12.706 }, { 1, 0.01, 63.657 }, { 2, 0.05, 4.303 },   { 4, 0.05, 2.776 },
    { 4, 0.01, 4.604 },  { 9, 0.1, 1.833 },   { 9, 0.05, 2.262 },   { 10, 0.01, 3.169 },
    { 30, 0.05, 2.042 }, { 60, 0.01, 2.660 }, { 120, 0.05, 1.980 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (TABLE); i++)
    g_assert_cmpfloat_with_epsilon (lab_student_quantile (TABLE[i].tails, TABLE[i].degrees),
                                    TABLE[i].t, 5.1e-4);
}

static void
test_mean (void)
{
  json_t *json = lab_oracle_load ("intervals"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "means"), i, item)
  {
    const json_t *array = json_object_get (item, "values");
    double values[30];
    const guint n = (guint) json_array_size (array);
    LabInterval interval;

    for (guint j = 0; j < n; j++)
      values[j] = json_number_value (json_array_get (array, j));
    lab_interval_init (&interval, values, n, lab_oracle_member (item, "confidence"));
    assert_relative (interval.mean, lab_oracle_member (item, "mean"));
    assert_relative (interval.deviation, lab_oracle_member (item, "deviation"));
    assert_relative (interval.low, lab_oracle_member (item, "low"));
    assert_relative (interval.high, lab_oracle_member (item, "high"));
  }
  json_decref (json);
}

/* Student (1908), Additional Hours' Sleep Gained: R's t.test (paired = TRUE) prints the same. */
static void
test_sleep (void)
{
  const double first[] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0 },
               second[] = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };
  double differences[10];
  LabInterval interval;

  for (guint i = 0; i < 10; i++)
    differences[i] = second[i] - first[i];
  lab_interval_init (&interval, differences, 10, 0.95);
  g_assert_cmpfloat_with_epsilon (interval.mean, 1.58, 1e-12);
  g_assert_cmpfloat_with_epsilon (interval.low, 0.7001142, 5e-8);
  g_assert_cmpfloat_with_epsilon (interval.high, 2.4598858, 5e-8);
  g_assert_cmpfloat_with_epsilon (interval.p, 0.002833, 5e-7);
}

static void
test_few_values (void)
{
  const double same[] = { 0.1, 0.1, 0.1 };
  LabInterval interval;

  lab_interval_init (&interval, NULL, 0, 0.95);
  g_assert_true (isnan (interval.mean) && isnan (interval.low));
  lab_interval_init (&interval, same, 1, 0.95);
  g_assert_cmpfloat (interval.mean, ==, 0.1);
  g_assert_true (isnan (interval.deviation) && isnan (interval.high) && isnan (interval.p));
  lab_interval_init (&interval, same, 3, 0.95);
  g_assert_cmpfloat_with_epsilon (interval.mean, 0.1, 1e-15);
  g_assert_true (isnan (interval.low) && isnan (interval.high) && isnan (interval.p));
}

static void
test_mcnemar (void)
{
  json_t *json = lab_oracle_load ("intervals"), *item;
  LabMcnemar test, turned;
  size_t i;

  json_array_foreach (json_object_get (json, "mcnemar"), i, item)
  {
    const guint a = (guint) lab_oracle_member (item, "a"),
                b = (guint) lab_oracle_member (item, "b");

    lab_mcnemar_init (&test, a, b);
    lab_mcnemar_init (&turned, b, a);
    assert_relative (test.p, lab_oracle_member (item, "p"));
    g_assert_cmpfloat (test.p, ==, turned.p);
  }
  lab_mcnemar_init (&test, 0, 0);
  g_assert_cmpfloat (test.p, ==, 1.0);
  json_decref (json);
}

/* Fagerland, Lydersen, Laake (2013), Bentur's data: 1 and 7 children. */
static void
test_mcnemar_published (void)
{
  LabMcnemar test;

  lab_mcnemar_init (&test, 1, 7);
  g_assert_cmpfloat_with_epsilon (test.p, 0.0390625, 1e-12);
}

static void
test_mcnemar_count (void)
{
  const guint8 labels[] = { 0, 1, 2, 0, 1, 2 }, first[] = { 0, 1, 1, 0, 0, 2 },
               second[] = { 0, 0, 1, 0, 1, 1 };
  LabMcnemar test;

  lab_mcnemar_count (&test, labels, first, second, 6);
  g_assert_cmpuint (test.only_first, ==, 2);
  g_assert_cmpuint (test.only_second, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intervals/student-as-scipy", test_student);
  g_test_add_func ("/intervals/student-as-the-table", test_student_table);
  g_test_add_func ("/intervals/mean-as-scipy", test_mean);
  g_test_add_func ("/intervals/student-s-sleep", test_sleep);
  g_test_add_func ("/intervals/few-values", test_few_values);
  g_test_add_func ("/intervals/mcnemar-as-scipy", test_mcnemar);
  g_test_add_func ("/intervals/mcnemar-published", test_mcnemar_published);
  g_test_add_func ("/intervals/mcnemar-counts", test_mcnemar_count);
  return g_test_run ();
}
