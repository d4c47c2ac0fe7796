package shop

func readArtist(l *line) *Artist { return &Artist{ID: l.number("ArtistId"), Name: l.maybe("Name")} }

func readAlbum(l *line) *Album {
	return &Album{ID: l.number("AlbumId"), Title: l.text("Title"), ArtistID: l.number("ArtistId")}
}

func readGenre(l *line) *Genre { return &Genre{ID: l.number("GenreId"), Name: l.maybe("Name")} }

func readMediaType(l *line) *MediaType {
	return &MediaType{ID: l.number("MediaTypeId"), Name: l.maybe("Name")}
}

func readTrack(l *line) *Track {
	return &Track{
		ID:           l.number("TrackId"),
		Name:         l.text("Name"),
		AlbumID:      l.maybeNumber("AlbumId"),
		MediaTypeID:  l.number("MediaTypeId"),
		GenreID:      l.maybeNumber("GenreId"),
		Composer:     l.maybe("Composer"),
		Milliseconds: l.number("Milliseconds"),
		Bytes:        l.maybeNumber("Bytes"),
		UnitPrice:    l.money("UnitPrice"),
	}
}

func readPlaylist(l *line) *Playlist {
	return &Playlist{ID: l.number("PlaylistId"), Name: l.maybe("Name")}
}

func readPlaylistTrack(l *line) *PlaylistTrack {
	return &PlaylistTrack{PlaylistID: l.number("PlaylistId"), TrackID: l.number("TrackId")}
}

func readEmployee(l *line) *Employee {
	return &Employee{
		ID:         l.number("EmployeeId"),
		LastName:   l.text("LastName"),
		FirstName:  l.text("FirstName"),
		Title:      l.maybe("Title"),
		ReportsTo:  l.maybeNumber("ReportsTo"),
		BirthDate:  l.maybeDay("BirthDate"),
		HireDate:   l.maybeDay("HireDate"),
		Address:    l.maybe("Address"),
		City:       l.maybe("City"),
		State:      l.maybe("State"),
		Country:    l.maybe("Country"),
		PostalCode: l.maybe("PostalCode"),
		Phone:      l.maybe("Phone"),
		Fax:        l.maybe("Fax"),
		Email:      l.maybe("Email"),
	}
}

func readCustomer(l *line) *Customer {
	return &Customer{
		ID:           l.number("CustomerId"),
		FirstName:    l.text("FirstName"),
		LastName:     l.text("LastName"),
		Company:      l.maybe("Company"),
		Address:      l.maybe("Address"),
		City:         l.maybe("City"),
		State:        l.maybe("State"),
		Country:      l.maybe("Country"),
		PostalCode:   l.maybe("PostalCode"),
		Phone:        l.maybe("Phone"),
		Fax:          l.maybe("Fax"),
		Email:        l.text("Email"),
		SupportRepID: l.maybeNumber("SupportRepId"),
	}
}

func readInvoice(l *line) *Invoice {
	return &Invoice{
		ID:                l.number("InvoiceId"),
		CustomerID:        l.number("CustomerId"),
		InvoiceDate:       l.day("InvoiceDate"),
		BillingAddress:    l.maybe("BillingAddress"),
		BillingCity:       l.maybe("BillingCity"),
		BillingState:      l.maybe("BillingState"),
		BillingCountry:    l.maybe("BillingCountry"),
		BillingPostalCode: l.maybe("BillingPostalCode"),
		Total:             l.money("Total"),
	}
}

func readInvoiceLine(l *line) *InvoiceLine {
	return &InvoiceLine{
		ID:        l.number("InvoiceLineId"),
		InvoiceID: l.number("InvoiceId"),
		TrackID:   l.number("TrackId"),
		UnitPrice: l.money("UnitPrice"),
		Quantity:  l.number("Quantity"),
	}
}
