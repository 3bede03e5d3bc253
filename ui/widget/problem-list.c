/* SPDX-License-Identifier: MIT */
#include "problem-list.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_SHOWN 4u /* people mend one at a time */

struct _LabProblemList
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (LabProblemList, lab_problem_list, GTK_TYPE_BOX)

static guint mend_signal;

char *
lab_problem_list_markup (const char *message)
{
  GString *markup = g_string_new (NULL);
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  for (const char *at = escaped; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (c == 0x2018)
        g_string_append (markup, "<tt>");
      else if (c == 0x2019 && strstr (markup->str, "<tt>") != NULL
               && !g_str_has_suffix (markup->str, "</tt>"))
        g_string_append (markup, "</tt>");
      else
        g_string_append_unichar (markup, c);
    }
  /* A quotation that does not end, or an apostrophe, is shown as it is. */
  if (!pango_parse_markup (markup->str, -1, 0, NULL, NULL, NULL, NULL))
    g_string_assign (markup, escaped);
  return g_string_free (markup, FALSE);
}

GtkWidget *
lab_problem_list_row (const char *icon, const char *style, const char *markup, const char *below)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  const char *lines[] = { markup, below };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL)
      {
        GtkWidget *label = gtk_label_new (NULL);

        gtk_label_set_markup (GTK_LABEL (label), lines[i]);
        gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
        gtk_label_set_wrap (GTK_LABEL (label), TRUE);
        gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
        gtk_widget_add_css_class (label, i == 0 ? "words" : "caption");
        if (i == 1)
          gtk_widget_add_css_class (label, "dim-label");
        else if (style != NULL && g_str_equal (style, "error"))
          gtk_widget_add_css_class (label, style);
        gtk_box_append (GTK_BOX (column), label);
      }
  if (style != NULL)
    gtk_widget_add_css_class (image, style);
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_add_css_class (row, "setting");
  gtk_widget_add_css_class (row, "told");
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), column);
  return row;
}

static void
on_mend (GtkButton *button, LabProblemList *self)
{
  g_signal_emit (self, mend_signal, 0,
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "problem")));
}

static GtkWidget *
make_row (LabProblemList *self, const LabProblems *problems, guint i, const char *note)
{
  const LabProblem *problem = lab_problems_get (problems, i);
  g_autofree char *markup = lab_problem_list_markup (problem->message);
  /* Translators: "Line 5: p_y is not defined: did you mean p[y]?" */
  g_autofree char *words = g_strdup_printf (_ ("Line %u: %s"), problem->line, markup);
  GtkWidget *row = lab_problem_list_row (problem->warning ? "dialog-warning-symbolic"
                                                          : "dialog-error-symbolic",
                                         problem->warning ? "warning" : "error", words, note);

  if (problem->mend != NULL)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Mend"));
      /* Translators: "Write p[y] there" */
      g_autofree char *tip = *problem->mend == '\0'
                                 ? g_strdup (_ ("Leave it out"))
                                 : g_strdup_printf (_ ("Write %s there"), problem->mend);

      g_object_set_data (G_OBJECT (button), "problem", GUINT_TO_POINTER (i));
      gtk_widget_set_tooltip_text (button, tip);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect (button, "clicked", G_CALLBACK (on_mend), self);
      gtk_box_append (GTK_BOX (row), button);
    }
  return row;
}

static void
add_row (LabProblemList *self, GtkWidget *row)
{
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self), row);
}

void
lab_problem_list_set (LabProblemList *self, const LabProblems *problems, const char *note)
{
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  for (guint kind = 0; kind < 2 && problems != NULL; kind++)
    for (guint i = 0; i < problems->list->len; i++)
      if ((lab_problems_get (problems, i)->warning ? 1u : 0u) == kind && n++ < MOST_SHOWN)
        add_row (self, make_row (self, problems, i, n == 1 && kind == 0 ? note : NULL));
  if (n > MOST_SHOWN)
    {
      g_autofree char *words
          = g_strdup_printf (ngettext ("and %u more", "and %u more", n - MOST_SHOWN),
                             n - MOST_SHOWN);

      add_row (self, lab_problem_list_row ("view-more-horizontal-symbolic", NULL, words, NULL));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
lab_problem_list_class_init (LabProblemListClass *klass)
{
  mend_signal = g_signal_new ("mend", LAB_TYPE_PROBLEM_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
lab_problem_list_init (LabProblemList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
lab_problem_list_new (void)
{
  return g_object_new (LAB_TYPE_PROBLEM_LIST, NULL);
}
