desk-parcel-state-packed = Packed
desk-parcel-state-shipped = Shipped
desk-parcel-state-delivered = Delivered
desk-parcel-state-returned = Came back
desk-parcel-state-lost = Lost
