/* SPDX-License-Identifier: MIT */
#include "ui/model/document.h"

#include "loss.h"

static void
count (LabDocument *document, guint *n)
{
  (*n)++;
}

static char *
print (LabDocument *document, guint side, LabSettingId setting)
{
  return lab_spec_print (lab_document_get_spec (document, side), setting);
}

static void
assert_text (LabDocument *document, guint side, LabSettingId setting, const char *expected)
{
  g_autofree char *text = print (document, side, setting);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_undo (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  guint n = 0;

  g_signal_connect (document, "changed", G_CALLBACK (count), &n);
  g_assert_null (lab_document_get_undo (document));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_EPOCHS, "7", NULL));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_SEED, "3", NULL));
  g_assert_cmpuint (n, ==, 2);
  g_assert_nonnull (lab_document_get_undo (document));
  lab_document_undo (document);
  assert_text (document, 0, LAB_SETTING_SEED, "1");
  assert_text (document, 1, LAB_SETTING_EPOCHS, "7");
  lab_document_undo (document);
  assert_text (document, 0, LAB_SETTING_EPOCHS, "5");
  g_assert_null (lab_document_get_undo (document));
  lab_document_undo (document);
  lab_document_redo (document);
  lab_document_redo (document);
  assert_text (document, 0, LAB_SETTING_SEED, "3");
  g_assert_null (lab_document_get_redo (document));

  /* A change cuts off what lay ahead; one that changes nothing is none. */
  lab_document_undo (document);
  n = 0;
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_EPOCHS, "7", NULL));
  g_assert_cmpuint (n, ==, 0);
  g_assert_nonnull (lab_document_get_redo (document));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_SEED, "9", NULL));
  g_assert_null (lab_document_get_redo (document));
}

/* What a dragged slider does is one step. */
static void
test_drag (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();

  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("0=%u", i + 2);

      g_assert_true (lab_document_set (document, 1, LAB_SETTING_CLASS_WEIGHTS, text, NULL));
    }
  lab_document_undo (document);
  assert_text (document, 1, LAB_SETTING_CLASS_WEIGHTS, "own");
  g_assert_null (lab_document_get_undo (document));
}

static void
test_refused (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (document, "changed", G_CALLBACK (count), &n);
  g_assert_false (lab_document_set (document, 0, LAB_SETTING_EPOCHS, "0", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_false (lab_document_set_loss (document, 0, "nonsense", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_assert_cmpuint (n, ==, 0);
  assert_text (document, 0, LAB_SETTING_EPOCHS, "5");
}

static void
test_sides (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();

  g_assert_true (lab_document_can_add (document));
  lab_document_add (document);
  lab_document_add (document);
  lab_document_add (document);
  g_assert_false (lab_document_can_add (document));
  g_assert_cmpuint (lab_document_get_experiment (document)->n_sides, ==, 4);
  g_assert_true (lab_document_set_loss (document, 3, "cross-entropy-l1", NULL));
  lab_document_remove (document, 2);
  assert_text (document, 2, LAB_SETTING_LOSS, "cross-entropy-l1");
  lab_document_remove (document, 1); /* two always stay */
  g_assert_cmpuint (lab_document_get_experiment (document)->n_sides, ==, 3);
  lab_document_swap (document);
  assert_text (document, 0, LAB_SETTING_LOSS, "weighted-cross-entropy");
  assert_text (document, 1, LAB_SETTING_LOSS, "cross-entropy");
  lab_document_reseed (document);
  assert_text (document, 2, LAB_SETTING_SEED, "2");
}

/* How often each loss is trained: with undo, and no seed is trained twice. */
static void
test_seeds (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_document_set_seeds (document, "5", NULL));
  g_assert_cmpuint (lab_document_get_experiment (document)->n_seeds, ==, 5);
  g_assert_cmpstr (lab_document_get_undo (document), ==, "Seeds");
  lab_document_reseed (document);
  assert_text (document, 0, LAB_SETTING_SEED, "6");
  lab_document_undo (document);
  lab_document_undo (document);
  g_assert_cmpuint (lab_document_get_experiment (document)->n_seeds, ==, 1);
  lab_document_redo (document);
  g_assert_cmpuint (lab_document_get_experiment (document)->n_seeds, ==, 5);
  g_assert_false (lab_document_set_seeds (document, "1001", &error));
  g_assert_cmpstr (error->message, ==, "seeds: ‘1001’ is no whole number from 1 to 1000");
  g_assert_cmpuint (lab_document_get_experiment (document)->n_seeds, ==, 5);
}

static void
test_saved (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();

  g_assert_true (lab_document_is_saved (document));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_EPOCHS, "7", NULL));
  g_assert_false (lab_document_is_saved (document));
  lab_document_undo (document);
  g_assert_true (lab_document_is_saved (document));
  lab_document_redo (document);
  lab_document_mark_saved (document);
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_EPOCHS, "8", NULL));
  g_assert_false (lab_document_is_saved (document));
  lab_document_undo (document);
  assert_text (document, 0, LAB_SETTING_EPOCHS, "7");
  g_assert_true (lab_document_is_saved (document));
}

#define ONE "a = 1 in [0, 4]\nb = 2 in [1, 9] log\nloss = -a*b*log(p[y])"

/* A typed text: what was set goes on as far as the text has it, and typing is one step. */
static void
test_text (void)
{
  g_autoptr (LabDocument) document = lab_document_new ();
  g_autoptr (LabLoss) focal = lab_loss_find ("focal", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_document_set (document, 1, LAB_SETTING_CLASS_WEIGHTS, "3=5", NULL));
  g_assert_true (lab_document_set_loss_text (document, 1, ONE, NULL));
  assert_text (document, 1, LAB_SETTING_LOSS, LAB_LOSS_TYPED ONE);
  assert_text (document, 1, LAB_SETTING_CLASS_WEIGHTS, "3=5");
  lab_document_set_parameter (document, 1, "a", 3.5);
  lab_document_set_parameter (document, 1, "b", 100.0);
  assert_text (document, 1, LAB_SETTING_LOSS_PARAMETERS, "a=3.5,b=9");

  /* in the new range; another number to begin with is wanted; a name that is gone is gone */
  g_assert_true (lab_document_set_loss_text (document, 1, "a = 1 in [0, 3]\nloss = a*p[y]", NULL));
  assert_text (document, 1, LAB_SETTING_LOSS_PARAMETERS, "a=3");
  g_assert_true (lab_document_set_loss_text (document, 1, "a = 2 in [0, 3]\nloss = a*p[y]", NULL));
  assert_text (document, 1, LAB_SETTING_LOSS_PARAMETERS, "own");
  lab_document_undo (document);
  assert_text (document, 1, LAB_SETTING_LOSS_PARAMETERS, "a=3.5,b=9");
  assert_text (document, 1, LAB_SETTING_LOSS, LAB_LOSS_TYPED ONE);

  /* the program's own text is its own loss */
  g_assert_true (lab_document_set_loss_text (document, 1, focal->text, NULL));
  assert_text (document, 1, LAB_SETTING_LOSS, "focal");
  g_assert_false (lab_document_set_loss_text (document, 1, "loss = p_y", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  assert_text (document, 1, LAB_SETTING_LOSS, "focal");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/undo", test_undo);
  g_test_add_func ("/document/drag", test_drag);
  g_test_add_func ("/document/refused", test_refused);
  g_test_add_func ("/document/sides", test_sides);
  g_test_add_func ("/document/seeds", test_seeds);
  g_test_add_func ("/document/saved", test_saved);
  g_test_add_func ("/document/text", test_text);
  return g_test_run ();
}
