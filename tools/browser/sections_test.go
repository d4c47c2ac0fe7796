package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/rowankit/rowan/internal/programtest"
)

// This file visits the programs whose lists have sections: datasets, projects and models.

// fillDatasets adds 520 users, more than a form lists, of whom the first has 60 datasets.
func fillDatasets(t *testing.T, p *program) {
	t.Helper()
	v := programtest.NewVisitor(t, p.url)
	token := v.Token("/add_user")
	for i := range 520 {
		body := programtest.Fields("name", fmt.Sprint("User number ", i+1), "email", fmt.Sprintf("user%d@example.org", i+1))
		v.Post("/add_user", body.Encode(), token).WantStatus(303)
	}
	for i := range 60 {
		body := programtest.Fields("name", fmt.Sprint("data ", i+1), "size", fmt.Sprint(i), "user_id", "1")
		v.Post("/add_dataset", body.Encode(), token).WantStatus(303)
	}
	v.Post("/add_dataset", programtest.Fields("name", longName, "size", "9223372036854775807", "user_id", "2").Encode(), token).WantStatus(303)
}

func tourOfDatasets(b *tab, full *program, look func(page string)) {
	b.t.Helper()
	b.open("/")
	b.want(".empty", "Nobody is here yet.")
	look("empty list")
	b.open("/add_dataset")
	b.want("#user_id-help", "There is no user yet.")
	look("form without users")

	b.open("/add_user")
	b.tabTo("#name")
	b.paste(longName)
	b.press(kb.Tab)
	b.paste(longEmail)
	b.enter()
	b.want("[role=status]", "Added "+longName+".")
	b.open("/add_dataset")
	look("form")
	b.tabTo("#name")
	b.press("iris" + kb.Tab + "0,5")
	b.enter()
	b.waitForFocus("size")
	b.want("#user_id-error", "User is required")
	look("form with errors")
	b.rewrite("0")
	b.tabTo("#user_id")
	b.wantFocusSeen()
	b.press("W") // a select is chosen from by the first letter
	b.tabTo("form button")
	b.enter()
	b.want("[role=status]", "Added iris.")
	b.want("h2", longName+" ("+longEmail+")")
	b.want("tbody td", "iris")
	look("one user with a dataset")

	tourOfAnEdit(b, look)

	b.visit(full)
	b.open("/")
	b.want(".more", "20 of 60. All datasets of User number 1")
	look("sections")
	b.tabTo(".more a")
	b.wantFocusSeen()
	b.enter()
	b.want("h1", "User number 1 (user1@example.org)")
	b.want(".pager span", "Page 1 of 2")
	look("one user's datasets")
	b.open("/users/1/edit")
	look("edit many rows")
	tourOfSearch(b, look)
}

// tourOfAnEdit changes a user with the datasets, and removes the user, by the keyboard.
func tourOfAnEdit(b *tab, look func(page string)) {
	b.t.Helper()
	b.tabTo("a[href$=edit]")
	b.wantFocusSeen()
	b.enter()
	b.want("h1", "Edit User")
	look("edit")
	b.tabTo("[name='datasets.0.name']")
	b.wantFocusSeen()
	b.paste("Iris")
	b.tabTo("[name='datasets.1.name']")
	b.press("wine" + kb.Tab + "x" + kb.Tab + longName + "W")
	b.enter()
	b.waitForFocus("datasets.1.size")
	b.wantFocusSeen()
	b.want("[id='datasets.1.size-error']", "Size (MB) must be a whole number such as 12")
	size := evaluate[string](b, "document.activeElement.closest('fieldset').querySelector('legend').innerText")
	if size != "New dataset" {
		b.t.Errorf("the field with the error is in the row %q", size)
	}
	look("edit with errors")
	b.rewrite("7")
	b.tabTo("[name='datasets.2.name']")
	b.paste("digits")
	b.press(kb.Tab + "0")
	b.enter()
	b.want("[role=status]", "Saved "+longName+".")
	b.want("tbody", "Iris\t0\nwine\t7\ndigits\t0")
	look("edited user")

	b.tabTo("a[href$=edit]")
	b.enter()
	b.tabTo("[name='datasets.0._remove']")
	b.wantFocusSeen()
	b.press(" ")
	b.enter()
	b.want("tbody", "wine\t7\ndigits\t0")
	b.tabTo("form[action$=delete] button")
	b.wantFocusSeen()
	b.enter()
	b.want("[role=status]", "Deleted "+longName+".")
}

// tourOfSearch chooses one of more users than a form lists, by the keyboard.
func tourOfSearch(b *tab, look func(page string)) {
	b.t.Helper()
	b.open("/add_dataset")
	b.tabTo("#name")
	b.press("wine" + kb.Tab + "7" + kb.Tab + "number 51")
	look("form with a search")
	b.enter()
	b.waitForFocus("user_id")
	b.wantFocusSeen()
	b.want("#user_id-error", "User must be chosen from those that were found")
	user := b.inTree("combobox", "User: choose from what was found")
	if user.invalid != "true" || !strings.Contains(user.description, "User must be chosen") {
		b.t.Errorf("the choice as a screen reader has it: got %+v", user)
	}
	look("form with what was found")
	b.press("User number 519")
	b.tabTo("form button")
	b.enter()
	b.want("[role=status]", "Added wine.")
}

// fillProjects adds 60 users and 30 projects, and lets the first user join 25 of them.
func fillProjects(t *testing.T, p *program) {
	t.Helper()
	v := programtest.NewVisitor(t, p.url)
	token := v.Token("/add_user")
	for i := range 60 {
		v.Post("/add_user", programtest.Fields("name", fmt.Sprint("User number ", i+1)).Encode(), token).WantStatus(303)
	}
	v.Post("/add_project", programtest.Fields("name", longName).Encode(), token).WantStatus(303)
	for i := range 30 {
		v.Post("/add_project", programtest.Fields("name", fmt.Sprint("Project ", i+2)).Encode(), token).WantStatus(303)
	}
	for i := range 25 {
		v.Post("/join", fmt.Sprintf("user_id=1&project_id=%d", i+1), token).WantStatus(303)
	}
}

func tourOfProjects(b *tab, full *program, look func(page string)) {
	b.t.Helper()
	b.open("/")
	look("empty lists")
	for path, name := range map[string]string{"/add_user": longName, "/add_project": "Apollo"} {
		b.open(path)
		look("form " + path[1:])
		b.tabTo("#name")
		b.paste(name)
		b.enter()
		b.want("[role=status]", "Added "+name+".")
	}
	b.open("/join")
	b.tabTo("form button")
	b.enter()
	b.waitForFocus("user_id")
	b.want("#project_id-error", "Project is required")
	look("form with errors")
	b.press("W")
	b.tabTo("#project_id")
	b.press("A")
	b.tabTo("form button")
	b.enter()
	b.want("[role=status]", "Joined.")
	b.want("h3", longName)
	look("joined")
	b.tabTo("h3 a")
	b.wantFocusSeen()
	b.enter()
	look("user")
	b.tabTo("button[name=project_id]")
	b.wantFocusSeen()
	b.enter()
	b.want("[role=status]", "Left.")
	b.open("/users/1")
	b.tabTo("a[href$=edit]")
	b.wantFocusSeen()
	b.enter()
	b.want("h1", "Edit User")
	b.tabTo("[name=projects]")
	b.wantFocusSeen()
	b.press(" ")
	look("edit user")
	b.enter()
	b.want("[role=status]", "Saved "+longName+".")
	b.want("tbody a", "Apollo")
	b.tabTo("form[action$=delete] button")
	b.enter()
	b.want("[role=status]", "Deleted "+longName+".")

	b.visit(full)
	b.open("/")
	b.want(".more", "20 of 25. All projects of User number 1")
	b.want(".pager span", "Page 1 of 2")
	look("sections")
	b.open("/users/1")
	look("user with many projects")
	b.open("/users/1/edit")
	b.tabTo("#name")
	b.rewrite("")
	b.enter()
	b.waitForFocus("name")
	look("edit user with an error")
	b.open("/projects/1")
	look("project")
}

// fillModels adds 60 models, of which the first has 60 predictions.
func fillModels(t *testing.T, p *program) {
	t.Helper()
	v := programtest.NewVisitor(t, p.url)
	token := v.Token("/add_model")
	for i := range 60 {
		v.Post("/add_model", programtest.Fields("name", fmt.Sprint("model ", i+1), "accuracy", "0.9666666666666667", "version", "sklearn-1.2.1").Encode(), token).WantStatus(303)
	}
	for i := range 60 {
		input := fmt.Sprintf("[%d, %s]", i, strings.Repeat("0.123456789, ", 3*i)+strings.Repeat("9", 40))
		v.Post("/add_prediction", programtest.Fields("input_data", input, "result", "1.5e-300", "model_id", "1").Encode(), token).WantStatus(303)
	}
}

func tourOfModels(b *tab, full *program, look func(page string)) {
	b.t.Helper()
	b.open("/")
	b.want(".empty", "No models yet.")
	look("empty list")
	b.open("/add_model")
	b.tabTo("#name")
	b.paste(longName)
	b.press(kb.Tab + "95")
	look("form of a model")
	b.enter()
	b.waitForFocus("accuracy")
	b.want("#accuracy-error", "Accuracy must be between 0 and 1")
	look("form of a model with an error")
	b.rewrite("0")
	b.enter()
	b.want("h2", longName+" (Version: none)")

	b.open("/add_prediction")
	look("form of a prediction")
	b.tabTo("#input_data")
	b.press("[1, 2]" + kb.Tab + "abc" + kb.Tab + "W")
	b.tabTo("form button")
	b.enter()
	b.waitForFocus("result")
	b.want("#result-error", "Result must be a number such as 0.95")
	look("form of a prediction with an error")
	b.rewrite("-1.5e-7")
	b.enter()
	b.want("tbody td", "[1, 2]")
	look("one model with a prediction")

	b.visit(full)
	b.open("/")
	b.want(".more", "20 of 60. All predictions of model 1")
	look("sections")
	b.open("/models/1?page=2")
	b.want(".pager span", "Page 2 of 2")
	look("one model's predictions")
}
