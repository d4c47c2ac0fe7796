// Package theme is how Rowan's pages look: a style sheet, a layout, an error page and a pager, small and made by
// hand, light or dark as the visitor's system is, usable on a phone, on paper and by keyboard, without a script.
//
// It imports only the standard library. Its templates call the functions that package web gives to templates
// (static, flashes), so they are meant for web.Options.Files:
//
//	app, err := web.New(web.Options{Files: []fs.FS{theme.Files, files}})
//
// # Templates
//
// layout.html has the blocks "title", "head" (more elements of the head), "header" (the site's name and links, at the
// top of each page) and "content". A page defines those it needs:
//
//	{{define "title"}}Users{{end}}
//	{{define "content"}}
//	<h1>Users</h1>
//	{{template "pager" pager .Page .Pages}}
//	{{end}}
//
// error.html shows a web.ErrorPage, form.html a FormPage. parts/pager.html defines "pager", which takes a web.Pager and
// shows nothing when all is on one page; parts/more.html defines "more", which takes a web.More and says how many rows of
// a list are shown elsewhere, nothing when all are here. A program replaces any of them by a file of the same name.
//
// # Markup
//
// The style sheet styles plain elements, and these classes:
//
//	<div class="table" role="region" aria-label="Users" tabindex="0"><table>...</table></div>
//	                                     a table that scrolls by itself when it is wider than the page
//	<td class="number">                  figures, to the right
//	<p class="actions">                  buttons and links beside each other
//	<a class="button">                   a link that looks like a button
//	<button class="quiet">               a button of less weight; also for a.button
//	<p class="more">                     how much of a list is shown
//	<p class="empty">                    what stands where there is nothing to list
//	<div class="field">                  a label, its input, <p class="help"> and <p class="error">
//	<fieldset class="rows">              a list of sub-forms, each a <fieldset class="row">
//	<fieldset class="field choices">     checkboxes of which any number may be ticked
//	<div class="errors" role="alert">    the summary of what is wrong in a form
//	<p class="flash" role="status">      a message of web.Context.Flash
//	<svg width="100%" height="12em">     a picture of that height; one without a height keeps its shape
package theme

import "embed"

// Files holds the folders "templates" and "static" of the theme. It is read only, so goroutines may share it.
//
//go:embed templates static
var Files embed.FS
